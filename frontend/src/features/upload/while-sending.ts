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

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  if (isSending()) event.preventDefault()
}

/** Until what it returns is called. */
export function guardWhileSending(): () => void {
  const isPhone = 'wakeLock' in navigator && matchMedia('(pointer: coarse)').matches
  const leave = isPhone ? subscribe(awake) : () => {}
  if (isPhone) document.addEventListener('visibilitychange', awake)
  addEventListener('beforeunload', askBeforeLeaving)
  return () => {
    leave()
    document.removeEventListener('visibilitychange', awake)
    removeEventListener('beforeunload', askBeforeLeaving)
  }
}
