import { useEffect, useState } from 'react'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { EmptyDrawing } from '../../shared/drawings.tsx'
import { formatBytes, formatPercent } from '../../shared/format.ts'
import { CloseIcon, PauseIcon, PlayIcon } from '../../shared/icons.tsx'
import { canKeepFilms, isWhole, type KeptFilm } from '../../shared/kept-films.ts'
import { Notice } from '../../shared/notice.tsx'
import { keptProblemText, offlineTexts as texts } from '../../shared/offline-texts.ts'
import { titleOf } from '../../shared/title.ts'
import styles from './offline.module.css'
import { goOn, pause, remove, useKeptFilms } from './use-kept-films.ts'

const words = texts.section

/** What is kept on this device, how far it is, and how to get rid of it. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function OfflineSection() {
  const films = useKeptFilms()
  if (!canKeepFilms()) return <p>{words.cannot}</p>
  if (films === undefined) return null
  if (films.length === 0) {
    return (
      <Notice drawing={<EmptyDrawing />} title={words.emptyTitle} text={words.emptyText}>
        <ButtonLink look="main" href="/?kind=video">
          {words.toGallery}
        </ButtonLink>
      </Notice>
    )
  }
  return (
    <>
      <p className={styles['lead']}>{words.text}</p>
      <ul className={styles['films']} aria-label={words.list}>
        {films.map((film) => (
          <Row key={film.item.id} film={film} />
        ))}
      </ul>
      <Room received={films.reduce((sum, film) => sum + film.received, 0)} />
    </>
  )
}

function Row({ film }: { film: KeptFilm }) {
  const { item, received, size } = film
  const title = titleOf(item)
  return (
    <li className={styles['film']}>
      {item.thumbnail === null ? (
        <span className={styles['picture']} />
      ) : (
        <img className={styles['picture']} src={item.thumbnail} alt="" loading="lazy" />
      )}
      <div className={styles['about']}>
        <a className={styles['name']} href={`/f/${item.id}`} dir="auto">
          {title}
        </a>
        <p className={film.problem === undefined ? styles['state'] : styles['bad']}>{stateOf(film)}</p>
        {!isWhole(film) && (
          <progress
            className={styles['bar']}
            max={size}
            value={received}
            aria-label={texts.progress(title)}
          />
        )}
      </div>
      {!isWhole(film) && <PauseButton film={film} />}
      <Button
        look="round"
        aria-label={texts.named(texts.remove, title)}
        title={texts.remove}
        onClick={() => void remove(film)}
      >
        <CloseIcon size={20} />
      </Button>
    </li>
  )
}

function PauseButton({ film }: { film: KeptFilm }) {
  const stands = film.isPaused || film.problem !== undefined
  const label = stands ? texts.goOn : texts.pause
  return (
    <Button
      look="round"
      aria-label={texts.named(label, titleOf(film.item))}
      title={label}
      onClick={() => void (stands ? goOn(film) : pause(film))}
    >
      {stands ? <PlayIcon size={20} /> : <PauseIcon size={20} />}
    </Button>
  )
}

function stateOf(film: KeptFilm): string {
  if (isWhole(film)) return `${texts.kept} · ${formatBytes(film.size)}`
  if (film.problem !== undefined) return keptProblemText(film.problem)
  const percent = formatPercent(film.received / film.size)
  if (film.isPaused) return texts.paused(percent)
  return film.received === 0
    ? texts.waiting
    : `${percent} · ${formatBytes(film.received)} / ${formatBytes(film.size)}`
}

/** What the browser says of its room; asked anew with each megabyte or so. */
function Room({ received }: { received: number }) {
  const [estimate, setEstimate] = useState<StorageEstimate>()
  const turn = Math.floor(received / 1_000_000)
  useEffect(() => {
    let isLeft = false
    void navigator.storage.estimate().then(
      (found) => !isLeft && setEstimate(found),
      () => undefined,
    )
    return () => {
      isLeft = true
    }
  }, [turn])
  if (estimate?.usage === undefined || estimate.quota === undefined) return null
  return (
    <p className={styles['state']}>{words.used(formatBytes(estimate.usage), formatBytes(estimate.quota))}</p>
  )
}
