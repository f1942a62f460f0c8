// Where the viewer gets links from: the gallery of who is signed in, or a share, whose guests have no session.
import { createContext, useContext } from 'react'
import type { LinkAnswer } from '@gramreel/contracts/links'
import type { Status } from '@gramreel/contracts/status'
import { readLink, readStatus } from '../../shared/api.ts'

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
}

const GALLERY: ViewerSource = {
  key: 'gallery',
  readLink,
  readWorker: async (signal) => (await readStatus(signal)).worker.state,
  mayDownload: true,
}

export const ViewerSourceContext = createContext(GALLERY)

export const useViewerSource = (): ViewerSource => useContext(ViewerSourceContext)
