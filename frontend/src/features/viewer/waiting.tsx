import { viewerTexts } from '../../shared/viewer-texts.ts'
import { useDelayed } from './use-delayed.ts'
import { useWakingTime } from './use-waking-time.ts'
import { WakingBar } from './waking-bar.tsx'
import styles from './waiting.module.css'

const RING_AFTER_MS = 400
const WORDS_AFTER_MS = 4000

type WaitingProps = {
  isWaiting: boolean
  /** What is waited for is a worker that slept: told at once, since it is long. */
  isWaking?: boolean
  /** What is waited for turns a ring of its own; then ours is only heard. */
  hasOwnRing: boolean
}

/** A thin ring over what is being waited for, and words when that takes long. Short waits show nothing. */
export function Waiting({ isWaiting, isWaking = false, hasOwnRing }: WaitingProps) {
  const showsRing = useDelayed(isWaiting, RING_AFTER_MS)
  useWakingTime(isWaking, isWaiting)
  const showsWords = useDelayed(isWaiting, WORDS_AFTER_MS)
  return (
    <div className={styles['waiting']} role="status">
      {showsRing && (
        <svg
          className={styles['ring']}
          data-own={hasOwnRing}
          width="56"
          height="56"
          viewBox="0 0 56 56"
          role="img"
          aria-label={viewerTexts.loading}
        >
          <circle
            cx="28"
            cy="28"
            r="25"
            fill="none"
            stroke="currentColor"
            strokeOpacity="0.25"
            strokeWidth="2.5"
          />
          <path
            d="M28 3a25 25 0 0 1 25 25"
            fill="none"
            stroke="currentColor"
            strokeWidth="2.5"
            strokeLinecap="round"
          />
        </svg>
      )}
      {isWaking ? <WakingBar /> : showsWords && <p className={styles['words']}>{viewerTexts.waiting}</p>}
    </div>
  )
}
