// While something is on its way: the page asks before it is left, and a phone's screen stays on, since it would stop everything
// when it goes dark.
import { readRows, subscribe } from './rows.ts'
import { isMoving } from './totals.ts'

const isSending = (): boolean => readRows().some(isMoving)

let lock: WakeLockSentinel | undefined
let isAsking = false

async function keepAwake(): Promise<void> {
  const isWanted = isSending() && document.visibilityState === 'visible'
  if (!isWanted) {
    void lock?.release().catch(() => {})
    lock = undefined
    return
  }
  if ((lock !== undefined && !lock.released) || isAsking) return
  isAsking = true
  // Refused when the battery is low: then it goes on until the screen goes dark.
  lock = await navigator.wakeLock.request('screen').catch(() => undefined)
  isAsking = false
}

const awake = () => void keepAwake()

/** A download from a worker begins as a way out of the page, and only its answer says that it is none. */
const DOWNLOAD_BEGINS_WITHIN_MS = 2000
let downloadAt = Number.NEGATIVE_INFINITY

function noteDownload({ target }: Event): void {
  if (target instanceof Element && target.closest('a[download]') !== null) downloadAt = performance.now()
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  const isDownload = performance.now() - downloadAt < DOWNLOAD_BEGINS_WITHIN_MS
  if (isSending() && !isDownload) event.preventDefault()
}

/** Until what it returns is called. */
export function guardWhileSending(): () => void {
  const isPhone = 'wakeLock' in navigator && matchMedia('(pointer: coarse)').matches
  const leave = isPhone ? subscribe(awake) : () => {}
  if (isPhone) document.addEventListener('visibilitychange', awake)
  addEventListener('click', noteDownload, { capture: true })
  addEventListener('beforeunload', askBeforeLeaving)
  return () => {
    leave()
    document.removeEventListener('visibilitychange', awake)
    removeEventListener('click', noteDownload, { capture: true })
    removeEventListener('beforeunload', askBeforeLeaving)
  }
}
