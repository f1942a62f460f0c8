import type { Share } from '@gramreel/contracts/shares'
import { useQuery } from '@tanstack/react-query'
import { Button } from '../../shared/button.tsx'
import { FileIcon } from '../../shared/icons.tsx'
import { formatCount, formatDate } from '../../shared/format.ts'
import { shareTexts } from '../../shared/share-texts.ts'
import { sessionQuery } from '../../shared/session.ts'
import { texts as common } from '../../shared/texts.ts'
import { ShareActions } from './share-actions.tsx'
import { sharesQuery } from './shares-query.ts'
import styles from './shares-section.module.css'

const texts = shareTexts.list

/** One's own shares; the owner's list holds everybody's. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function SharesSection() {
  const { data: shares, error, refetch } = useQuery(sharesQuery)
  const { data: account } = useQuery(sessionQuery)
  if (shares === undefined) {
    if (error === null) return <p className={styles['intro']}>{shareTexts.loading}</p>
    return (
      <div role="alert">
        <p>{texts.failed}</p>
        <Button onClick={() => void refetch()}>{common.retry}</Button>
      </div>
    )
  }
  return (
    <>
      <p className={styles['intro']}>{shares.length === 0 ? texts.none : texts.intro}</p>
      <ul className={styles['list']}>
        {shares.map((share) => (
          <li key={share.id} className={styles['share']} data-state={share.state}>
            <Cover share={share} />
            <div className={styles['words']}>
              <h2 dir="auto">{share.title || share.firstName || texts.untitled}</h2>
              <p className={styles['state']}>{stateOf(share)}</p>
              <p className={styles['facts']}>{factsOf(share, account?.id)}</p>
            </div>
            <ShareActions share={share} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Cover({ share }: { share: Share }) {
  return (
    <div className={styles['cover']}>
      {share.cover === null ? <FileIcon size={32} /> : <img src={share.cover} alt="" loading="lazy" />}
    </div>
  )
}

function stateOf({ state, expiresAt, sharedBy }: Share): string {
  if (state === 'paused') return texts.paused(sharedBy.name)
  if (expiresAt === null) return texts.forEver
  return state === 'expired' ? texts.ended(formatDate(expiresAt)) : texts.until(formatDate(expiresAt))
}

function factsOf(share: Share, self: string | undefined): string {
  return [
    texts.items(share.count, formatCount(share.count)),
    ...(share.kind !== 'files' ? [texts.album] : []),
    texts.views(share.views, formatCount(share.views)),
    ...(share.hasPassword ? [texts.withPassword] : []),
    ...(share.downloads ? [] : [texts.withoutDownloads]),
    ...(share.sharedBy.id === self ? [] : [texts.by(share.sharedBy.name)]),
  ].join(' · ')
}
