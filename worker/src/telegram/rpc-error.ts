// What Telegram's errors mean for who reads and sends files; the only file that reads their strings.
// https://core.telegram.org/api/errors and https://core.telegram.org/api/file_reference

export type RpcFailure =
  /** FLOOD_WAIT_x, FLOOD_PREMIUM_WAIT_x: nobody asks before. */
  | { kind: 'wait'; seconds: number }
  /** The file, or the account, lives in another data centre. */
  | { kind: 'migrate'; what: 'file' | 'account'; dc: number }
  /** The file reference is too old: ask for the message again. */
  | { kind: 'reference' }
  /** The authorisation key is not (or no longer) signed in. */
  | { kind: 'signed-out' }
  /** The key itself is lost, or used by two at once: make a new one. */
  | { kind: 'key-lost' }
  /** Telegram does not accept who we say we are: the operator must act. */
  | { kind: 'refused' }
  /** The bot is not in the chat. */
  | { kind: 'no-access' }
  /** No such file or message. */
  | { kind: 'gone' }
  /** A part of an upload that Telegram does not have. */
  | { kind: 'part-missing' }
  /** A message with this random_id was sent before. */
  | { kind: 'sent-before' }
  /** Trouble of Telegram's own: try again soon. */
  | { kind: 'busy' }
  /** The server has not seen initConnection for this key. */
  | { kind: 'not-inited' }
  | { kind: 'unknown' }

type Simple =
  'signed-out' | 'key-lost' | 'refused' | 'no-access' | 'gone' | 'busy' | 'not-inited' | 'sent-before'

const NAMED: ReadonlyMap<string, Simple> = new Map<string, Simple>([
  ['AUTH_KEY_UNREGISTERED', 'signed-out'],
  ['SESSION_REVOKED', 'signed-out'],
  ['SESSION_EXPIRED', 'signed-out'],
  ['USER_DEACTIVATED', 'refused'],
  ['USER_DEACTIVATED_BAN', 'refused'],
  ['AUTH_KEY_INVALID', 'key-lost'],
  ['AUTH_KEY_PERM_EMPTY', 'key-lost'],
  ['AUTH_KEY_DUPLICATED', 'key-lost'],
  ['ACCESS_TOKEN_INVALID', 'refused'],
  ['ACCESS_TOKEN_EXPIRED', 'refused'],
  ['API_ID_INVALID', 'refused'],
  ['API_ID_PUBLISHED_FLOOD', 'refused'],
  ['CHANNEL_INVALID', 'no-access'],
  ['CHANNEL_PRIVATE', 'no-access'],
  ['CHANNEL_PUBLIC_GROUP_NA', 'no-access'],
  ['CHAT_FORBIDDEN', 'no-access'],
  ['CHAT_ID_INVALID', 'no-access'],
  ['PEER_ID_INVALID', 'no-access'],
  ['USER_BANNED_IN_CHANNEL', 'no-access'],
  ['CHAT_WRITE_FORBIDDEN', 'no-access'],
  ['CHAT_ADMIN_REQUIRED', 'no-access'],
  ['CHAT_SEND_MEDIA_FORBIDDEN', 'no-access'],
  ['RANDOM_ID_DUPLICATE', 'sent-before'],
  ['FILE_ID_INVALID', 'gone'],
  ['LOCATION_INVALID', 'gone'],
  ['MEDIA_EMPTY', 'gone'],
  ['MESSAGE_ID_INVALID', 'gone'],
  ['MSG_ID_INVALID', 'gone'],
  ['RPC_CALL_FAIL', 'busy'],
  ['RPC_MCGET_FAIL', 'busy'],
  ['WORKER_BUSY_TOO_LONG_RETRY', 'busy'],
  ['CONNECTION_NOT_INITED', 'not-inited'],
  ['CONNECTION_LAYER_INVALID', 'not-inited'],
])

/** Reads an rpc_error. Trouble on Telegram's side is told by its code (500 and above, or negative as in -503), not by its text. */
export function readRpcError({ code, message }: { code: number; message: string }): RpcFailure {
  const wait = /^FLOOD_(?:PREMIUM_)?WAIT_(\d+)/.exec(message)
  if (wait) return { kind: 'wait', seconds: Number(wait[1]) }
  if (code === 420) return { kind: 'wait', seconds: Number(/_(\d+)$/.exec(message)?.[1] ?? 5) }
  const move = /^(FILE|STATS|USER|NETWORK|PHONE)_MIGRATE_(\d+)/.exec(message)
  if (move) {
    return { kind: 'migrate', what: move[1] === 'FILE' ? 'file' : 'account', dc: Number(move[2]) }
  }
  if (message.startsWith('FILE_REFERENCE_')) return { kind: 'reference' }
  if (/^FILE_PART_\d+_MISSING$/.test(message)) return { kind: 'part-missing' }
  const kind = NAMED.get(message)
  if (kind) return { kind }
  if (code >= 500 || code < 0) return { kind: 'busy' }
  if (code === 401) return { kind: 'signed-out' }
  return { kind: 'unknown' }
}
