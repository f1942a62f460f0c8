// Where link keys come from: fixed in the settings, or fetched from the backend and kept, so that films go on while the
// backend is away (R21). A kid we do not know makes us ask again, at most every 30 seconds; nothing in a token says where.
// A key that the backend changed is retired: good for nothing new, but the films that play by it go on (S07).
import { PLAYBACK_MAX_SECONDS_PAST_EXPIRY } from '@gramreel/contracts/limits'
import { type LinkKeys, parseKeySet, type PublishedKey } from './link-keys.ts'

const ASK_AGAIN_MS = 30_000
const REFRESH_MS = 10 * 60_000
const ANSWER_MAX_BYTES = 64 * 1024
const TIMEOUT_MS = 5_000
const MAX_RETIRED = 16

export type KeySource = {
  /** The keys at hand; empty until the backend has answered once. */
  keys(): LinkKeys
  /** Keys of before, for playbacks under way alone. */
  retired(): LinkKeys
  /** Asks again, unless asked lately; resolves when the keys at hand are as good as they get. Never rejects. */
  refresh(): Promise<void>
  close(): void
}

const NONE: LinkKeys = new Map()

export function fixedKeys(keys: LinkKeys): KeySource {
  return { keys: () => keys, retired: () => NONE, refresh: () => Promise.resolve(), close: () => {} }
}

/** Keys of `{backendUrl}/.well-known/jwks.json`. Asks at once, retries with growing pauses until there, then every 10 minutes. */
export function fetchedKeys(
  backendUrl: string,
  log: (message: string, detail: object) => void,
  now: () => number = () => Math.floor(Date.now() / 1000),
  askAgainMs: number = ASK_AGAIN_MS,
): KeySource {
  const address = new URL('/.well-known/jwks.json', backendUrl)
  /** All we were ever told of, until nothing can play by them any more. */
  const known = new Map<string, PublishedKey>()
  let askedAt = -Infinity
  let asking: Promise<void> | undefined
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  /** What the backend names no more is over at once. */
  function learn(published: ReadonlyMap<string, PublishedKey>): void {
    for (const [kid, { key, expires }] of known) {
      if (!published.has(kid)) known.set(kid, { key, expires: Math.min(expires, now()) })
    }
    for (const [kid, key] of published) known.set(kid, key)
    for (const [kid, { expires }] of known) {
      const isOver = expires + PLAYBACK_MAX_SECONDS_PAST_EXPIRY < now()
      if (isOver || known.size > MAX_RETIRED) known.delete(kid)
    }
  }

  function select(isWanted: (expires: number) => boolean): LinkKeys {
    return new Map(
      [...known].filter(([, { expires }]) => isWanted(expires)).map(([kid, { key }]) => [kid, key]),
    )
  }

  async function ask(): Promise<void> {
    askedAt = performance.now()
    try {
      learn(await fetchKeys(address))
      failures = 0
    } catch (error) {
      failures++
      log('the backend gave no link keys; asking again', { address: address.href, reason: reasonOf(error) })
    }
    clearTimeout(timer)
    if (isClosed) return
    const pause =
      failures > 0 && known.size === 0 ? Math.min(500 * 2 ** (failures - 1), ASK_AGAIN_MS) : REFRESH_MS
    timer = setTimeout(() => void shared(), pause).unref()
  }

  function shared(): Promise<void> {
    asking ??= ask().finally(() => (asking = undefined))
    return asking
  }

  void shared()
  return {
    keys: () => select((expires) => expires > now()),
    retired: () => select((expires) => expires <= now()),
    refresh: () =>
      asking ? asking : performance.now() - askedAt < askAgainMs ? Promise.resolve() : shared(),
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

async function fetchKeys(address: URL): Promise<ReadonlyMap<string, PublishedKey>> {
  const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (!answer.ok) throw new Error(`status ${answer.status}`)
  let text = ''
  const decoder = new TextDecoder()
  for await (const part of answer.body ?? []) {
    text += decoder.decode(part, { stream: true })
    if (text.length > ANSWER_MAX_BYTES) throw new Error('answer longer than 64 KiB')
  }
  const keys = parseKeySet(JSON.parse(text))
  if (keys.size === 0) throw new Error('no ES256 key in the answer')
  return keys
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
