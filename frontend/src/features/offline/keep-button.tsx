import type { FileItem } from '@gramreel/contracts/catalogue'
import { Button } from '../../shared/button.tsx'
import { formatPercent } from '../../shared/format.ts'
import { KeepIcon, KeptIcon } from '../../shared/icons.tsx'
import { canKeepFilms, isWhole } from '../../shared/kept-films.ts'
import { offlineTexts as texts } from '../../shared/offline-texts.ts'
import styles from './offline.module.css'
import { keep, remove, useKeptFilms } from './use-kept-films.ts'

const KINDS = new Set<FileItem['kind']>(['video', 'audio'])

/** Keeps a film or sound on this device, shows how far that is, and removes it again. Nothing where the browser cannot. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function KeepButton({ item }: { item: FileItem }) {
  const films = useKeptFilms()
  if (!KINDS.has(item.kind) || !canKeepFilms() || films === undefined) return null
  const film = films.find((each) => each.item.id === item.id)
  if (film === undefined) {
    return (
      <Button look="round" aria-label={texts.keep} title={texts.keep} onClick={() => void keep(item)}>
        <KeepIcon />
      </Button>
    )
  }
  const part = film.size === 0 ? 1 : film.received / film.size
  const label = isWhole(film) ? texts.remove : `${texts.keeping(formatPercent(part))}. ${texts.remove}`
  return (
    <Button look="round" aria-label={label} title={label} onClick={() => void remove(film)}>
      {isWhole(film) ? <KeptIcon /> : <Ring part={part} />}
    </Button>
  )
}

/** How much of it is here. */
function Ring({ part }: { part: number }) {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" fill="none" strokeWidth="2.5" aria-hidden="true">
      <circle cx="12" cy="12" r="9" stroke="currentColor" strokeOpacity="0.3" />
      <circle
        className={styles['part']}
        cx="12"
        cy="12"
        r="9"
        stroke="currentColor"
        strokeLinecap="round"
        pathLength={1}
        strokeDasharray={`${part} 1`}
      />
    </svg>
  )
}
