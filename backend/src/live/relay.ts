// How browsers of one backend hear what happened at another. Telling promises nothing: news that got lost are made up for by
// `onGap`, after which a backend takes it that anything may have happened.
import { EVENT_NAMES, type EventName } from '@gramreel/contracts/events'

/** `watching` is for telemetry/watching.ts, which knows what stands in it. */
export type News = { event: EventName } | { endedSession: string } | { watching: unknown }

export type Relay = {
  tell: (news: News) => void
  /**
   * Calls `onNews` with what other backends tell, `onGap` when listening has begun, also anew after a pause. Several may listen.
   */
  listen: (onNews: (news: News) => void, onGap: () => void) => void
  close: () => Promise<void>
}

/** For the only backend there is. */
export const noRelay: Relay = { tell: () => {}, listen: () => {}, close: async () => {} }

/** Undefined for what a backend of another version says. */
export const parseNews = (text: string): News | undefined => {
  try {
    const news: unknown = JSON.parse(text)
    if (typeof news !== 'object' || news === null) return undefined
    if ('endedSession' in news && typeof news.endedSession === 'string') {
      return { endedSession: news.endedSession }
    }
    if ('watching' in news) return { watching: news.watching }
    const event = EVENT_NAMES.find((name) => 'event' in news && news.event === name)
    return event && { event }
  } catch {
    return undefined
  }
}
