import type {
  BeginUpload,
  BegunUpload,
  UploadChannels,
  UploadItem,
  UploadLimits,
  UploadLink,
  UploadList,
} from '@gramreel/contracts/uploads'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../shared/api.ts'

const at = (id: string) => `/api/uploads/${encodeURIComponent(id)}`

export const beginUpload = (body: BeginUpload): Promise<BegunUpload> =>
  call('/api/uploads', { method: 'POST', body })
export const readUpload = (id: string): Promise<UploadItem> => call(at(id))
export const readUploads = async (): Promise<UploadItem[]> => (await call<UploadList>('/api/uploads')).uploads
export const renewLink = (id: string): Promise<UploadLink> => call(`${at(id)}/link`, { method: 'POST' })
export const cancelUpload = (id: string): Promise<void> => call(at(id), { method: 'DELETE' })

export const readLimits = (): Promise<UploadLimits> => call('/api/upload-limits')
export const saveLimits = (body: UploadLimits): Promise<UploadLimits> =>
  call('/api/upload-limits', { method: 'PUT', body })

export const channelsQuery = queryOptions({
  queryKey: ['upload-channels'],
  queryFn: async ({ signal }) => (await call<UploadChannels>('/api/upload-channels', { signal })).channels,
  staleTime: 60_000,
})
