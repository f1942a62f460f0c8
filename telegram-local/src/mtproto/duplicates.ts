// One authorisation key in the hands of two clients. The real servers make such a key useless for good, "if any of the
// non-media DC detects that an authorized session is sending requests in parallel from two separate TCP connections"
// (https://core.telegram.org/api/errors#406-not-acceptable). Here two clients are two MTProto sessions, each on a connection
// of its own; nobody looks unless told to.
import { RpcError } from './service.ts'
import type { Talk } from './session/talk.ts'

/** Of all data centres together. */
export type DuplicateWatch = {
  /** Whether keys are watched. */
  detect: boolean
  /** Keys found so far. */
  found: number
}

/** Throws 406 AUTH_KEY_DUPLICATED when the key of this call is, or has been, in use by another client at the same time. */
export function refuseDuplicates({ line, key, session }: Talk): void {
  const { duplicates } = line.centre
  if (duplicates.detect && !key.isDuplicated) {
    const isElsewhere = [...key.sessions.values()].some(
      (other) => other !== session && [...other.lines].some((each) => each !== line && each.isOpen),
    )
    if (isElsewhere) {
      key.isDuplicated = true
      duplicates.found++
    }
  }
  if (key.isDuplicated) throw new RpcError(406, 'AUTH_KEY_DUPLICATED')
}
