// From a message to the payloads of its packets: one, unless scripted trouble repeats or replaces it.
import { randomBytes } from 'node:crypto'
import type { FaultName } from '../faults.ts'
import { lengthOf } from '../tl/lazy-bytes.ts'
import type { Part } from '../tl/lazy-bytes.ts'
import type { AuthKey } from './auth-keys.ts'
import { sealEnvelope } from './envelope.ts'

/** One message to a client, ready to be sealed. */
export type Outgoing = { messageId: bigint; seqno: number; body: Part[] }

/** By how much a message of the fault truncated-message overstates its length. */
const EXCESS_CLAIMED = 64 * 1024

/** `now` in seconds since 1970. */
export function sealMessage(
  message: Outgoing,
  sessionId: bigint,
  key: AuthKey,
  now: number,
  fault?: FaultName,
): Buffer[][] {
  const salt = key.salts.current(now)
  const claimed = fault === 'truncated-message' ? EXCESS_CLAIMED : 0
  const sealed = sealEnvelope({ ...message, salt, sessionId, claimed }, key.id, key.bytes)
  if (fault === 'garbage') return [[randomBytes(lengthOf(sealed))]]
  if (fault === 'replayed-message') return [sealed, sealed.map((part) => Buffer.from(part))]
  if (fault === 'corrupt-message') flipABit(sealed[sealed.length >> 1])
  return [sealed]
}

function flipABit(bytes: Buffer | undefined): void {
  const at = (bytes?.length ?? 0) >> 1
  bytes?.writeUInt8(bytes.readUInt8(at) ^ 1, at)
}
