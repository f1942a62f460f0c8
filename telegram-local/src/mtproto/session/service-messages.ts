// What a client says about messages and sessions rather than to a service.
// https://core.telegram.org/mtproto/service_messages, https://core.telegram.org/mtproto/service_messages_about_messages
import type { TlObject } from '../service.ts'
import { encode } from '../../tl/encode.ts'
import { TlReader } from '../../tl/decode.ts'
import { intOf, longOf, longsOf } from '../../tl/fields.ts'
import type { Schema } from '../../tl/schema.ts'
import { state } from './received.ts'
import { answer, repeat, say } from './talk.ts'
import type { Talk } from './talk.ts'

type Handler = (talk: Talk, message: TlObject, messageId: bigint) => void

const HANDLERS: Readonly<Record<string, Handler>> = {
  ping: (talk, { ping_id }, msg_id) => say(talk, { _: 'pong', msg_id, ping_id }),
  ping_delay_disconnect(talk, message, msg_id) {
    talk.line.disconnectAfter(intOf(message, 'disconnect_delay'))
    say(talk, { _: 'pong', msg_id, ping_id: message['ping_id'] })
  },
  msgs_ack: (talk, message) => ids(message).forEach((id) => acknowledged(talk, id)),
  msgs_state_req: (talk, message, req_msg_id) =>
    say(talk, { _: 'msgs_state_info', req_msg_id, info: states(talk, ids(message)) }),
  msg_resend_req: (talk, message, messageId) => resend(talk, ids(message), messageId),
  msg_resend_ans_req: (talk, message, messageId) =>
    resend(
      talk,
      ids(message).map((id) => talk.session.unacked.answerTo(id)?.messageId ?? id),
      messageId,
    ),
  get_future_salts: futureSalts,
  rpc_drop_answer: dropAnswer,
  destroy_session: destroySession,
  destroy_auth_key(talk) {
    say(talk, { _: 'destroy_auth_key_ok' })
    talk.line.centre.keys.forget(talk.key)
  },
  // Nothing to do: what we sent is repeated on other grounds, and HTTP's waiting has no meaning here.
  msgs_state_info: () => undefined,
  msgs_all_info: () => undefined,
  msg_detailed_info: () => undefined,
  msg_new_detailed_info: () => undefined,
  http_wait: () => undefined,
  bad_msg_notification: () => undefined,
}

/** Carries out one such message; throws TlError when it cannot be read. */
export function hearServiceMessage(talk: Talk, messageId: bigint, body: Buffer): void {
  const message = new TlReader(body, talk.line.centre.schema).object()
  HANDLERS[message._]?.(talk, message, messageId)
}

/** Whether this constructor is ours to handle, and no request to a service. */
hearServiceMessage.knows = (id: number, schema: Schema) =>
  Object.hasOwn(HANDLERS, schema.byId(id)?.name ?? '')

const ids = (message: TlObject) => longsOf(message, 'msg_ids')

function acknowledged(talk: Talk, messageId: bigint): void {
  const sent = talk.session.unacked.drop(messageId)
  if (sent?.requestId !== undefined) talk.session.received.mark(sent.requestId, 128)
}

const states = (talk: Talk, of: bigint[]) => Buffer.from(of.map((id) => talk.session.received.info(id)))

/** Sends again what is still here, and tells the state of the rest. */
function resend(talk: Talk, of: bigint[], requestId: bigint): void {
  const unknown = of.filter((id) => {
    const sent = talk.session.unacked.get(id)
    if (sent) void repeat(talk, sent)
    return !sent
  })
  if (unknown.length > 0) {
    say(talk, { _: 'msgs_state_info', req_msg_id: requestId, info: states(talk, unknown) })
  }
}

function futureSalts(talk: Talk, message: TlObject, req_msg_id: bigint): void {
  const now = Math.floor(talk.line.centre.now())
  const count = Math.min(64, Math.max(1, intOf(message, 'num')))
  const salts = talk.key.salts
    .future(now, count)
    .map(({ since, until, salt }) => ({ _: 'future_salt', valid_since: since, valid_until: until, salt }))
  say(talk, { _: 'future_salts', req_msg_id, now, salts })
}

/** https://core.telegram.org/mtproto/service_messages#cancellation-of-an-rpc-query */
function dropAnswer(talk: Talk, message: TlObject, messageId: bigint): void {
  const { session, line } = talk
  const requestId = longOf(message, 'req_msg_id')
  const tell = (to: bigint, value: TlObject) => {
    session.received.mark(to, state.answered)
    answer(talk, to, [encode(value, line.centre.schema.at(0))])
  }
  const run = session.run(requestId)
  if (run && !run.isFinished) {
    if (run.isDropped) return tell(messageId, { _: 'rpc_answer_unknown' })
    run.isDropped = true
    tell(messageId, { _: 'rpc_answer_dropped_running' })
    // "… the same rpc_answer_dropped_running is also returned in response to the original query".
    return tell(requestId, { _: 'rpc_answer_dropped_running' })
  }
  const sent = session.unacked.answerTo(requestId)
  // Whether it leaves or has left, it is not to be repeated.
  if (sent) session.unacked.drop(sent.messageId)
  if (!sent?.withdraw?.()) return tell(messageId, { _: 'rpc_answer_unknown' })
  const { messageId: msg_id, seqno: seq_no, length } = sent
  return tell(messageId, { _: 'rpc_answer_dropped', msg_id, seq_no, bytes: length })
}

function destroySession(talk: Talk, message: TlObject): void {
  const session_id = longOf(message, 'session_id')
  // A session cannot destroy itself.
  const isOther = session_id !== talk.session.id && talk.key.sessions.delete(session_id)
  say(talk, { _: isOther ? 'destroy_session_ok' : 'destroy_session_none', session_id })
}
