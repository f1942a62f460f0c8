// Where the viewer gets links from: the gallery of who is signed in, or a share, whose guests have no session.
import { createContext, useContext } from 'react'
import type { Details } from '@gramreel/contracts/details'
import type { LinkAnswer } from '@gramreel/contracts/links'
import type { Status } from '@gramreel/contracts/status'
import { call, readFile, readLink, readStatus } from '../../shared/api.ts'
import { hasKeptFilms } from '../../shared/kept-mark.ts'
import { keepPosition } from '../player/keep-position.ts'
import type { PositionKeeper } from '../player/use-resume.ts'

/** Stays the same from render to render. */
export type ViewerSource = {
  /** Names it in the cache. */
  key: string
  /** The share's, for its guests. */
  slug?: string
  readLink: (id: string, signal?: AbortSignal) => Promise<LinkAnswer>
  /** What the backend knows of the worker; a browser cannot read what a host shows in a sleeping worker's place. */
  readWorker: (signal: AbortSignal) => Promise<Status['worker']['state']>
  mayDownload: boolean
  /** Path of a file's further facts; its captions are below it. */
  filePath: (id: string) => string
  positions: PositionKeeper
}

/** A film that is on this device plays from there, with or without a network. */
async function keptLinkOf(id: string): Promise<LinkAnswer | undefined> {
  if (!hasKeptFilms()) return undefined
  const { keptLink } = await import('../offline/kept-link.ts')
  return keptLink(id)
}

const GALLERY: ViewerSource = {
  key: 'gallery',
  readLink: async (id, signal) => (await keptLinkOf(id)) ?? readLink(id, signal),
  readWorker: async (signal) => (await readStatus(signal)).worker.state,
  mayDownload: true,
  filePath: (id) => `/api/files/${encodeURIComponent(id)}`,
  positions: {
    read: async (id, signal) => (await readFile(id, signal)).resumeAt,
    keep: keepPosition,
  },
}

export const ViewerSourceContext = createContext(GALLERY)

export const useViewerSource = (): ViewerSource => useContext(ViewerSourceContext)

/** Chapters, captions, preview pictures and more of one file. */
export const readDetails = (source: ViewerSource, id: string, signal: AbortSignal): Promise<Details> =>
  call(`${source.filePath(id)}/details`, { signal })
