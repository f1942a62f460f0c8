// Server-sent events (WHATWG HTML, section 9.2): the gallery learns of news without asking.
import { PassThrough, type Readable } from 'node:stream'
import { EVENT_NAMES, type EventName } from '@gramreel/contracts/events'
import { noRelay, type Relay } from './relay.ts'

/** Comments that keep proxies from taking the silence for death. */
const HEARTBEAT_MS = 15_000
const GATHER_MS = 100
/** Between its first look at the catalogue and its listening, a page may miss something: so it is told once it listens. */
const STILL_NEWS_MS = 10_000
/** After this the browser comes again by itself, and its session is looked at again. */
const MAX_STREAM_MS = 60 * 60 * 1000
/** A reader who is this far behind is dropped, and catches up when it comes again. */
const MAX_WAITING_BYTES = 64 * 1024

export type EventHub = {
  /** A stream that ends on close, on endSession, and when the reader stops reading. */
  subscribe: (tokenHash: string) => Readable
  /** Tells everyone, news of one kind at most once in a tenth of a second: a burst of posts is one event. */
  publish: (event: EventName) => void
  endSession: (tokenHash: string) => void
  /** How many browsers listen. */
  readonly listeners: number
  close: () => void
}

/** The reader may be gone, or leave at any moment. */
const send = (stream: PassThrough, text: string) => {
  if (stream.writableEnded) return
  if (stream.writableLength + stream.readableLength > MAX_WAITING_BYTES) stream.destroy()
  else stream.write(text)
}

/** An event without data would not be dispatched. */
const textOf = (events: Iterable<EventName>): string =>
  Array.from(events, (event) => `event: ${event}\ndata: {}\n\n`).join('')

type Parts = {
  /** Those of these sessions that are still good: one may have expired, or ended at another backend. */
  alive?: (tokenHashes: readonly string[]) => Promise<readonly string[]>
  heartbeatMs?: number
  /** To the browsers of other backends; closed by whoever opened it. */
  relay?: Relay
}

export const createEventHub = ({
  alive,
  heartbeatMs = HEARTBEAT_MS,
  relay = noRelay,
}: Parts = {}): EventHub => {
  const streams = new Map<PassThrough, string>()

  const endTheDead = async (): Promise<void> => {
    const hashes = [...new Set(streams.values())]
    if (alive === undefined || hashes.length === 0) return
    const good = new Set(await alive(hashes))
    const dead = new Set(hashes.filter((hash) => !good.has(hash)))
    for (const [stream, hash] of streams) if (dead.has(hash)) stream.end()
  }
  const heartbeat = setInterval(() => {
    for (const stream of streams.keys()) send(stream, ':\n\n')
    // While the database is away nobody is sent away for it.
    endTheDead().catch(() => {})
  }, heartbeatMs)

  const pending = new Set<EventName>()
  const toldAt = new Map<EventName, number>()
  let flushing: NodeJS.Timeout | undefined
  const flush = () => {
    flushing = undefined
    const text = textOf(pending)
    for (const event of pending) toldAt.set(event, Date.now())
    pending.clear()
    for (const stream of streams.keys()) send(stream, text)
  }

  const publishHere = (event: EventName): void => {
    pending.add(event)
    flushing ??= setTimeout(flush, GATHER_MS)
  }
  const endSessionHere = (tokenHash: string): void => {
    for (const [stream, owner] of streams) if (owner === tokenHash) stream.end()
  }
  relay.listen(
    (news) => {
      if ('event' in news) publishHere(news.event)
      else if ('endedSession' in news) endSessionHere(news.endedSession)
    },
    () => {
      for (const event of EVENT_NAMES) publishHere(event)
      endTheDead().catch(() => {})
    },
  )

  return {
    subscribe: (tokenHash) => {
      const stream = new PassThrough()
      const end = setTimeout(() => stream.end(), MAX_STREAM_MS)
      streams.set(stream, tokenHash)
      stream.once('close', () => {
        clearTimeout(end)
        streams.delete(stream)
      })
      const news = [...toldAt].filter(([, at]) => Date.now() - at < STILL_NEWS_MS).map(([event]) => event)
      stream.write(`retry: 1000\n\n${textOf(news)}`)
      return stream
    },
    publish: (event) => {
      publishHere(event)
      relay.tell({ event })
    },
    endSession: (tokenHash) => {
      endSessionHere(tokenHash)
      relay.tell({ endedSession: tokenHash })
    },
    get listeners() {
      return streams.size
    },
    close: () => {
      clearInterval(heartbeat)
      clearTimeout(flushing)
      for (const stream of streams.keys()) stream.end()
    },
  }
}
