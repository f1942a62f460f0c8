// Rows of uploads, as people and as workers see them. Pure.
import type { UploadedMedia, UploadItem, UploadJob, UploadStage } from '@gramreel/contracts/uploads'
import type { UploadRow } from '../storage/schema.ts'

export type OpenUploadRow = UploadRow & { stage: UploadStage }

/** A cancelled one exists for nobody; it is kept a day to be counted. */
export const isOpen = (row: UploadRow | undefined): row is OpenUploadRow =>
  row !== undefined && row.stage !== 'cancelled'

export const toUploadItem = (row: OpenUploadRow): UploadItem => ({
  id: row.id,
  name: row.name,
  size: row.size,
  received: row.received,
  stage: row.stage,
  ...(row.failure !== null && { failure: row.failure }),
  ...(row.fingerprint !== null && { fingerprint: row.fingerprint }),
  ...(row.file_id !== null && { fileId: row.file_id }),
})

/** It was a valid one when it was written. */
export const mediaOf = (row: UploadRow): UploadedMedia | null =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  row.media === null ? null : (JSON.parse(row.media) as UploadedMedia)

export const toUploadJob = (row: OpenUploadRow): UploadJob => ({
  id: row.id,
  chat: row.chat_id,
  name: row.name,
  mime: row.mime,
  size: row.size,
  caption: row.caption,
  as: row.sent_as,
  ...(row.width !== null && { width: row.width }),
  ...(row.height !== null && { height: row.height }),
  ...(row.duration_seconds !== null && { durationSeconds: row.duration_seconds }),
  ...(row.thumbnail !== null && { thumbnail: row.thumbnail }),
  ...(row.fingerprint !== null && { fingerprint: row.fingerprint }),
  randomId: row.random_id,
  received: row.received,
  chain: row.chain,
  stage: row.stage,
  media: mediaOf(row),
  after: row.after_message,
})
