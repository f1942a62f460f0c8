// Sessions kept by the backend: taken by a lease of a minute that we renew. A backend that is away cannot give our session to
// anybody else, and after it came back it waits a whole lease for us: so we go on.
import { LeasedSession } from '@gramreel/contracts/workers'
import { Compile } from 'typebox/compile'
import type { SessionSlot, SlotAnswer, TakeSlot } from '../telegram/session-slot.ts'
import type { AskBackend } from './ask-backend.ts'

const isLeased = Compile(LeasedSession)
/** A stop waits no longer for a backend that does not answer. */
const RELEASE_MS = 1_500

type Options = {
  ask: AskBackend
  /** Random, one for each running worker. */
  instance: string
  /** Once when it begins, not at every try. */
  onTrouble: (message: string, error: unknown) => void
}

export function createBackendSlots({ ask, instance, onTrouble }: Options): TakeSlot {
  let isInTrouble = false
  const trouble = (message: string, error: unknown) => {
    if (!isInTrouble) onTrouble(message, error)
    isInTrouble = true
  }

  return async ({ name, isSingle }, signal) => {
    try {
      const { status, body } = await ask('POST', '/session', {
        body: { instance, pool: name, isSingle },
        signal,
      })
      if (status === 409) return undefined
      if (status !== 200 || !isLeased.Check(body)) throw new Error(`it answered ${status}`)
      isInTrouble = false
      return slotOf(body)
    } catch (error) {
      trouble('the backend gave no session', error)
      return undefined
    }
  }

  async function tell(path: string, body?: object): Promise<SlotAnswer> {
    try {
      const { status } = await ask('PUT', path, body && { body })
      if (status === 409) return 'lost'
      if (status !== 204) throw new Error(`it answered ${status}`)
      isInTrouble = false
      return 'ours'
    } catch (error) {
      trouble('the backend did not answer about our session', error)
      return 'away'
    }
  }

  function slotOf({ slot, session }: LeasedSession): SessionSlot {
    const address = `/session/${slot}`
    const query = `?instance=${instance}`
    return {
      saved: session ?? undefined,
      save: (text) => tell(address + query, { session: text ?? null }),
      renew: () => tell(`${address}/lease${query}`),
      async release() {
        const signal = AbortSignal.timeout(RELEASE_MS)
        await ask('DELETE', `${address}/lease${query}`, { signal }).catch(() => {})
      },
    }
  }
}
