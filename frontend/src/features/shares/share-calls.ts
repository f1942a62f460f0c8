import type { FileItem, FilePage } from '@gramreel/contracts/catalogue'
import type { LinkAnswer } from '@gramreel/contracts/links'
import type { GuestShare, NewShare, Share, ShareChange, ShareList } from '@gramreel/contracts/shares'
import type { Status } from '@gramreel/contracts/status'
import { call } from '../../shared/api.ts'

const pathOf = (slug: string): string => `/api/shares/${encodeURIComponent(slug)}`
const fileOf = (slug: string, id: string): string => `${pathOf(slug)}/files/${encodeURIComponent(id)}`

export const readShares = async (signal?: AbortSignal): Promise<Share[]> =>
  (await call<ShareList>('/api/shares', { signal })).shares

export const makeShare = (body: NewShare): Promise<Share> => call('/api/shares', { method: 'POST', body })

export const changeShare = (id: string, body: ShareChange): Promise<Share> =>
  call(pathOf(id), { method: 'PATCH', body })

export const endShare = (id: string): Promise<void> => call(pathOf(id), { method: 'DELETE' })

/** The address that guests open. */
export const addressOf = (slug: string): string => `${location.origin}/s/${slug}`

export const readGuestShare = (slug: string, signal?: AbortSignal): Promise<GuestShare> =>
  call(pathOf(slug), { signal })

export const unlockShare = (slug: string, password: string): Promise<void> =>
  call(`${pathOf(slug)}/password`, { method: 'POST', body: { password } })

export const readSharedFiles = (
  slug: string,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<FilePage> =>
  call(`${pathOf(slug)}/files${cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`}`, {
    signal,
  })

export const readSharedFile = (slug: string, id: string, signal?: AbortSignal): Promise<FileItem> =>
  call(fileOf(slug, id), { signal })

export const readSharedLink = (slug: string, id: string, signal?: AbortSignal): Promise<LinkAnswer> =>
  call(`${fileOf(slug, id)}/link`, { signal })

export const readSharedWorker = async (
  slug: string,
  signal: AbortSignal,
): Promise<Status['worker']['state']> =>
  (await call<Pick<Status, 'worker'>>(`${pathOf(slug)}/status`, { signal })).worker.state
