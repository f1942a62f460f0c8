// An encrypted message has arrived and opened: the checks that the protocol asks of a server, then what it says.
// https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message
import type { Schema } from '../../tl/schema.ts'
import type { AuthKey } from '../auth-keys.ts'
import type { Envelope } from '../envelope.ts'
import type { Line } from '../line.ts'
import { timeOf } from '../message-id.ts'
import { call } from '../rpc/call.ts'
import { CONTAINER, openContainer } from './container.ts'
import type { Inner } from './container.ts'
import { unpack } from './gzip.ts'
import { state } from './received.ts'
import { hearServiceMessage } from './service-messages.ts'
import { remind, say, sayUntilHeard } from './talk.ts'
import type { Talk } from './talk.ts'

const TOO_OLD_SECONDS = 300
const TOO_NEW_SECONDS = 30
/** An answer that comes sooner saves the acknowledgement. */
const ACK_AFTER_MS = 300

/** One packet of a client; nothing it can hold throws. */
export function receive(line: Line, key: AuthKey, envelope: Envelope): void {
  const { keys, now } = line.centre
  const session = keys.session(key, envelope.sessionId)
  const talk = { line, key, session }
  const isNewLine = line.join(session)
  const { messageId, seqno, body } = envelope
  const isContainer = body.length >= 4 && body.readUInt32LE(0) === CONTAINER
  const problem =
    timeProblem(messageId, now()) ?? (isContainer && session.received.has(messageId) ? 19 : undefined)
  if (problem !== undefined) return refuse(talk, envelope, problem)
  if (!key.salts.isGood(envelope.salt, now())) {
    const salt = key.salts.current(now())
    return say(talk, { _: 'bad_server_salt', ...about(envelope), error_code: 48, new_server_salt: salt })
  }
  const messages = isContainer ? openContainer(body, messageId) : [envelope]
  if (!messages) return refuse(talk, envelope, 64)
  if (isContainer) {
    const wrong = (seqno & 1) === 1 ? 34 : session.received.problem(messageId, seqno)
    if (wrong !== undefined) return refuse(talk, envelope, wrong)
    session.received.add(messageId, seqno)
    session.received.mark(messageId, state.needsNoAck)
  }
  announce(talk, messages)
  if (isNewLine) for (const sent of session.unacked.stranded()) remind(talk, sent)
  for (const message of messages) hear(talk, message, isContainer)
}

/** Parity and age; the clock is that of the id. */
function timeProblem(messageId: bigint, now: number): 16 | 17 | 18 | undefined {
  if ((messageId & 3n) !== 0n) return 18
  const age = now - timeOf(messageId)
  if (age > TOO_OLD_SECONDS) return 16
  return age < -TOO_NEW_SECONDS ? 17 : undefined
}

/** A session that we do not know, new or forgotten, is told so: the client repeats what it sent before. */
function announce(talk: Talk, messages: Inner[]): void {
  const { line, key, session } = talk
  if (session.isAnnounced || messages.length === 0) return
  session.isAnnounced = true
  const first = messages.reduce((least, { messageId }) => (messageId < least ? messageId : least), 1n << 63n)
  sayUntilHeard(talk, {
    _: 'new_session_created',
    first_msg_id: first,
    unique_id: line.centre.messageIds.next(false),
    server_salt: key.salts.current(line.centre.now()),
  })
}

/** One message, alone or out of a container; those of a container may be old, for they may be repetitions. */
function hear(talk: Talk, message: Inner, isInner: boolean): void {
  const { session, line } = talk
  const { messageId, seqno } = message
  if (session.received.has(messageId)) return hearAgain(talk, messageId)
  const time = timeProblem(messageId, line.centre.now())
  const problem = (isInner && time === 16 ? undefined : time) ?? session.received.problem(messageId, seqno)
  if (problem !== undefined) return refuse(talk, message, problem)
  const isOdd = (seqno & 1) === 1
  const { body, isCall } = sorted(message.body, line.centre.schema)
  // An acknowledgement should be even, but mtcute sends it odd, and Telegram lives with that.
  if (isCall && !isOdd) return refuse(talk, message, 35)
  session.received.add(messageId, seqno)
  if (isOdd) owe(talk, messageId)
  else session.received.mark(messageId, state.needsNoAck)
  if (isCall) return call(talk, messageId, body)
  try {
    hearServiceMessage(talk, messageId, body)
  } catch (error) {
    line.centre.log('message-not-understood', { error: String(error) })
  }
}

/** What is not about messages is a request; so is what cannot be unpacked, for then the client is told by rpc_error. */
function sorted(packed: Buffer, schema: Schema): { body: Buffer; isCall: boolean } {
  try {
    const body = unpack(packed, schema)
    return { body, isCall: body.length < 4 || !hearServiceMessage.knows(body.readUInt32LE(0), schema) }
  } catch {
    return { body: packed, isCall: true }
  }
}

/** A repetition: the client has not seen our acknowledgement or answer. */
function hearAgain(talk: Talk, messageId: bigint): void {
  const sent = talk.session.unacked.answerTo(messageId)
  if (sent) remind(talk, sent)
  else owe(talk, messageId)
}

function owe(talk: Talk, messageId: bigint): void {
  const { session } = talk
  session.owedAcks.add(messageId)
  if (session.owedAcks.size > 1) return
  setTimeout(() => {
    const ids = [...session.owedAcks]
    session.owedAcks.clear()
    if (ids.length === 0) return
    say(talk, { _: 'msgs_ack', msg_ids: ids }, false)
    for (const id of ids) session.received.mark(id, state.acknowledged)
  }, ACK_AFTER_MS).unref()
}

function refuse(talk: Talk, message: { messageId: bigint; seqno: number }, code: number): void {
  talk.line.centre.log('bad-message', { code })
  say(talk, { _: 'bad_msg_notification', ...about(message), error_code: code })
}

const about = ({ messageId, seqno }: { messageId: bigint; seqno: number }) => ({
  bad_msg_id: messageId,
  bad_msg_seqno: seqno,
})
