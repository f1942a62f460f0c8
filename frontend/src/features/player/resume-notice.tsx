import { Button } from '../../shared/button.tsx'
import { formatDuration } from '../../shared/format.ts'
import { playerTexts as texts } from '../../shared/player-texts.ts'
import type { Resumed } from './use-resume.ts'
import styles from './player.module.css'

/** That the film went on where it was left, and the way back to its beginning. */
export function ResumeNotice({ resumedAt, startOver }: Resumed) {
  return (
    <div className={styles['notice']} role="status">
      {resumedAt !== undefined && (
        <>
          <span>{texts.resumed(formatDuration(Math.floor(resumedAt)))}</span>
          <Button className={styles['startOver']} onClick={startOver}>
            {texts.startOver}
          </Button>
        </>
      )}
    </div>
  )
}
