// How the named faults look at the Bot API. The others belong to MTProto.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, FaultName, Faults } from '../faults.ts'
import { BotApiError, tooManyRequests } from './answer.ts'

const NAMES: readonly FaultName[] = ['flood-wait', 'rpc-error', 'stall', 'drop-connection']

/** The method name under which faults meet downloads from /file. */
export const DOWNLOAD = 'file'

export type Trouble = {
  /** The answer stops after so many bytes of its body, and the connection with it. */
  dropAfter?: number
  /** The answer pauses after so many bytes. */
  stallAfter?: { bytes: number; seconds: number }
  bytesPerSecond: number
}

export const NO_TROUBLE: Trouble = { bytesPerSecond: Infinity }

/** Carries out what comes before the answer: delays, 429, errors. What comes within it is given back. */
export async function meetTrouble(faults: Faults, method: string, signal: AbortSignal): Promise<Trouble> {
  const slow = faults.slow(method)
  if (slow) await pause(slow.latencyMs, signal)
  const trouble = { bytesPerSecond: slow?.bytesPerSecond ?? Infinity }
  const fault = faults.take(method, NAMES)
  return { ...trouble, ...(fault && (await carryOut(fault, signal))) }
}

async function carryOut(fault: Fault, signal: AbortSignal): Promise<Partial<Trouble>> {
  const { code = 400, message = 'Bad Request', seconds, afterBytes } = fault
  if (fault.fault === 'flood-wait') throw tooManyRequests(seconds ?? 1)
  if (fault.fault === 'rpc-error') throw new BotApiError(code, message)
  if (fault.fault === 'drop-connection') return { dropAfter: afterBytes ?? 0 }
  const length = seconds ?? FOREVER
  if (afterBytes !== undefined) return { stallAfter: { bytes: afterBytes, seconds: length } }
  await pause(length * 1000, signal)
  return {}
}

/** As long as a timer can wait. */
const FOREVER = 0x7fff_ffff / 1000

/** Ends early when the client has gone. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const time = Math.min(milliseconds, FOREVER * 1000)
  if (time > 0) await sleep(time, undefined, { signal }).catch(() => undefined)
}
