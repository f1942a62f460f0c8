import type { LinkAnswer } from '@gramreel/contracts/links'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { DownloadIcon, WarningIcon } from '../../shared/icons.tsx'
import { texts } from '../../shared/texts.ts'
import { viewerTexts } from '../../shared/viewer-texts.ts'
import { downloadOf } from './download-of.ts'
import { describeProblem, type Reason } from './problems.ts'
import { Elsewhere } from './elsewhere.tsx'
import { useViewerSource } from './source.ts'
import { usePassing } from './use-passing.ts'
import styles from './problem-panel.module.css'

type ProblemPanelProps = {
  reason: Reason
  link: LinkAnswer | undefined
  onRetry: () => void
}

/** Why it does not show, in words, with the ways out. */
export function ProblemPanel({ reason: found, link, onRetry }: ProblemPanelProps) {
  const { mayDownload } = useViewerSource()
  // Nobody answers a browser that is offline.
  const reason = isSilence(found) && !navigator.onLine ? 'offline' : found
  const problem = describeProblem(reason)
  const passing = usePassing(reason, onRetry)
  return (
    <div className={styles['place']}>
      <div className={styles['panel']} role="alert">
        <WarningIcon size={32} />
        <h2>{problem.title}</h2>
        <p>{passing ?? problem.text}</p>
        <div className={styles['actions']}>
          {problem.canRetry && (
            <Button look="main" onClick={onRetry}>
              {texts.retry}
            </Button>
          )}
          {problem.isForOthers && mayDownload && link !== undefined && <Elsewhere link={link} />}
          {problem.canDownload && mayDownload && link !== undefined && (
            <ButtonLink look={problem.canRetry ? 'plain' : 'main'} {...downloadOf(link)}>
              <DownloadIcon size={20} />
              {viewerTexts.download}
            </ButtonLink>
          )}
        </div>
      </div>
    </div>
  )
}

const isSilence = (reason: Reason): boolean => reason === 'unreachable' || reason === 'worker_unreachable'
