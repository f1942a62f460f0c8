import type { Running } from '../../../e2e/src/support/run-process.ts'

/** A made-up file in telegram-local. */
export type Film = { name: string; size: number; fileId: string; message: number; chat: string }

/** Somebody who hands out films over HTTP: our worker or a rival. */
export type Server = {
  running: Running
  /** Address of a film; each call is another viewer's. */
  url(film: Film): string
  stop(): Promise<void>
}
