// Sending within a session: every message gets its id and number here.
import type { TlObject } from '../service.ts'
import { encode } from '../../tl/encode.ts'
import { joined, lengthOf } from '../../tl/lazy-bytes.ts'
import type { Part } from '../../tl/lazy-bytes.ts'
import type { AuthKey } from '../auth-keys.ts'
import type { Line, Manner } from '../line.ts'
import type { Sent } from './unacked.ts'
import type { Session } from './session.ts'

/** A session as seen from one of its connections. */
export type Talk = { line: Line; key: AuthKey; session: Session }

const RPC_RESULT = 0xf35c6d01
/** Bodies up to this length are kept until acknowledged; larger ones are made again when needed. */
const KEEP = 16 * 1024

/** A message about messages; it wants no acknowledgement. */
export function say(talk: Talk, value: TlObject, isAnswer = true): void {
  const { line, session } = talk
  const body = [encode(value, line.centre.schema.at(0))]
  const messageId = line.centre.messageIds.next(isAnswer)
  line.post(talk.key, session, { messageId, seqno: session.nextSeqno(false), body })
}

/** A message that is repeated until acknowledged. */
export function sayUntilHeard(talk: Talk, value: TlObject): void {
  const parts = [encode(value, talk.line.centre.schema.at(0))]
  deliver(talk, { parts, isAnswer: false })
}

/** The result of a request, already encoded. `again` makes it once more; without it, large ones cannot be repeated. */
export function answer(
  talk: Talk,
  requestId: bigint,
  result: Part[],
  manner: Manner & { again?: () => Promise<Part[] | undefined> } = {},
): void {
  talk.session.owedAcks.delete(requestId)
  const { again } = manner
  deliver(talk, {
    parts: [resultHead(requestId), ...result],
    isAnswer: true,
    requestId,
    manner,
    ...(again
      ? {
          again: async () => {
            const repeated = await again()
            return repeated && [resultHead(requestId), ...repeated]
          },
        }
      : {}),
  })
}

/** Sends something once more as it was, with its old id and number; an answer that cannot be made again is left out. */
export async function repeat(talk: Talk, sent: Sent): Promise<void> {
  const { log } = talk.line.centre
  const body = await Promise.resolve(sent.body()).catch((error: unknown) =>
    log('not-repeated', { error: String(error) }),
  )
  if (!body) return
  sent.via = talk.line
  const { messageId, seqno } = sent
  sent.withdraw = talk.line.post(talk.key, talk.session, { messageId, seqno, body })
}

/** Tells of an answer that may have been lost; a large one is only announced, and sent if asked for. */
export function remind(talk: Talk, sent: Sent): void {
  if (sent.length <= KEEP) {
    void repeat(talk, sent)
    return
  }
  const what = { answer_msg_id: sent.messageId, bytes: sent.length, status: 0 }
  say(
    talk,
    sent.requestId === undefined
      ? { _: 'msg_new_detailed_info', ...what }
      : { _: 'msg_detailed_info', msg_id: sent.requestId, ...what },
  )
}

type Delivery = {
  parts: Part[]
  isAnswer: boolean
  requestId?: bigint
  manner?: Manner
  again?: () => Promise<Part[] | undefined>
}

function deliver(talk: Talk, { parts, isAnswer, requestId, manner, again }: Delivery): void {
  const { key, session } = talk
  // The connection that asked may be gone; a newer one of the same session will do.
  const line = talk.line.isOpen ? talk.line : [...session.lines].at(-1)
  const { messageIds } = talk.line.centre
  const length = lengthOf(parts)
  const message = { messageId: messageIds.next(isAnswer), seqno: session.nextSeqno(true), body: parts }
  const kept = length <= KEEP ? joined(parts) : undefined
  session.unacked.add({
    messageId: message.messageId,
    seqno: message.seqno,
    length,
    ...(requestId === undefined ? {} : { requestId }),
    body: kept ? () => [kept] : (again ?? (() => Promise.resolve(undefined))),
    via: line,
    withdraw: line?.post(key, session, message, manner),
  })
}

function resultHead(requestId: bigint): Buffer {
  const head = Buffer.allocUnsafe(12)
  head.writeUInt32LE(RPC_RESULT, 0)
  head.writeBigInt64LE(requestId, 4)
  return head
}
