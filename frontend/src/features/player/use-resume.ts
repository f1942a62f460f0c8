// Where a film goes on, and where it is left. All of it hangs on the media element, whoever draws the controls.
import { useEffect, useLayoutEffect, useState, type RefObject } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { isWorthResuming } from '@gramreel/contracts/resume'
import { notePosition, positionOf } from '../../shared/positions-memory.ts'

/** Who remembers where a film was left: the account, or a guest's browser. */
export type PositionKeeper = {
  /** Seconds, fresh: another device may have gone on. Undefined for one that was not begun. */
  read: (id: string, signal: AbortSignal) => Promise<number | undefined>
  /** Never rejects, and survives the page. 0 forgets. */
  keep: (id: string, seconds: number) => void
}

type Options = {
  media: RefObject<HTMLMediaElement | null>
  item: FileItem
  positions: PositionKeeper
  /** Seconds that an address asks for; they win over what is remembered. */
  startAt: number | undefined
  isWanted: boolean
}

export type Resumed = {
  /** Seconds at which it went on by itself, for as long as that is told. */
  resumedAt: number | undefined
  startOver: () => void
}

const WRITE_EVERY_MS = 10_000
const TOLD_FOR_MS = 5000
/** So far may what we know differ from what another device says. */
const SAME_SECONDS = 3

export function useResume({ media, item, positions, startAt, isWanted }: Options): Resumed {
  const [resumedAt, setResumedAt] = useState<number>()
  // As it was when the film was opened; it must not change under one that plays.
  const [start] = useState(() => ({
    known: positionOf(item),
    startAt,
    durationSeconds: item.durationSeconds,
  }))
  const { id } = item

  useLayoutEffect(() => {
    const element = media.current
    if (element === null || !isWanted) return undefined
    return goOnAt(element, { ...start, read: (signal) => positions.read(id, signal) }, setResumedAt)
  }, [media, id, start, positions, isWanted])

  useEffect(() => {
    const element = media.current
    if (element === null || !isWanted) return undefined
    return writeDown(element, (seconds, duration) => {
      const kept = isWorthResuming(seconds, duration) ? seconds : 0
      notePosition(id, kept)
      positions.keep(id, kept)
    })
  }, [media, id, positions, isWanted])

  useEffect(() => {
    if (resumedAt === undefined) return undefined
    const timer = setTimeout(() => setResumedAt(undefined), TOLD_FOR_MS)
    return () => clearTimeout(timer)
  }, [resumedAt])

  const startOver = () => {
    setResumedAt(undefined)
    if (media.current !== null) media.current.currentTime = 0
  }
  return { resumedAt, startOver }
}

type Start = {
  known: number | undefined
  startAt: number | undefined
  durationSeconds: number | undefined
  read: (signal: AbortSignal) => Promise<number | undefined>
}

/** Sets out at the right place; answers how to stop. */
function goOnAt(
  element: HTMLMediaElement,
  { known, startAt, durationSeconds, read }: Start,
  tell: (seconds: number) => void,
): () => void {
  const left = new AbortController()
  const { signal } = left
  const worth = (seconds: number | undefined): number =>
    seconds !== undefined && isWorthResuming(seconds, durationSeconds) ? seconds : 0
  let goal = startAt ?? worth(known)
  let hasMoved = false
  /** Before there is anything to seek in, the element itself keeps where to start (WHATWG HTML, 4.8.11.6). */
  const go = (seconds: number) => {
    goal = seconds
    element.currentTime = seconds
    if (element.readyState > 0 && startAt === undefined && seconds > 0) tell(seconds)
  }
  if (goal > 0) go(goal)
  element.addEventListener(
    'loadedmetadata',
    () => {
      // An address may say anything; at its end a film would have been seen.
      if (goal >= element.duration) goal = element.currentTime = 0
      if (goal > 0 && Math.abs(element.currentTime - goal) > SAME_SECONDS) element.currentTime = goal
      if (goal > 0 && startAt === undefined) tell(goal)
    },
    { signal, once: true },
  )
  element.addEventListener(
    'seeking',
    () => (hasMoved ||= element.readyState > 0 && Math.abs(element.currentTime - goal) > SAME_SECONDS),
    { signal },
  )
  if (startAt === undefined)
    void read(signal).then(
      (fresh) => {
        const isNews = Math.abs(worth(fresh) - goal) > SAME_SECONDS
        return !signal.aborted && !hasMoved && isNews && go(worth(fresh))
      },
      () => undefined,
    )
  return () => left.abort()
}

/** Tells where it stands: every ten seconds of playing, on pause, and when the page or the film is left. */
function writeDown(
  element: HTMLMediaElement,
  write: (seconds: number, duration: number) => void,
): () => void {
  const left = new AbortController()
  const { signal } = left
  let last: { seconds: number; duration: number } | undefined
  let written: number | undefined
  let writtenAt = Date.now()
  const look = () => {
    // Without data it stands nowhere: a new link is being loaded, and it will go on where it was.
    if (element.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || element.seeking) return
    if (element.played.length === 0) return
    last = { seconds: element.currentTime, duration: element.duration }
  }
  const tell = () => {
    if (last === undefined || last.seconds === written) return
    written = last.seconds
    writtenAt = Date.now()
    write(last.seconds, last.duration)
  }
  const lookAndTell = () => {
    look()
    tell()
  }
  element.addEventListener(
    'timeupdate',
    () => {
      look()
      if (Date.now() - writtenAt >= WRITE_EVERY_MS && !element.paused) tell()
    },
    { signal },
  )
  element.addEventListener('pause', lookAndTell, { signal })
  element.addEventListener('ended', lookAndTell, { signal })
  addEventListener('pagehide', tell, { signal })
  document.addEventListener('visibilitychange', () => document.hidden && tell(), { signal })
  return () => {
    left.abort()
    tell()
  }
}
