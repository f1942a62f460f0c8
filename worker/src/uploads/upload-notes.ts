// The port to whoever remembers uploads. The adapter is backend/backend-uploads.ts.
import type {
  PostedUpload,
  UploadedMedia,
  UploadFailure,
  UploadJob,
  UploadProgress,
  UploadTurn,
} from '@gramreel/contracts/uploads'

/** Each rejects with a PublicError: upload_not_found (forget it), uploads_off (try again later). */
export interface UploadNotes {
  job(id: string): Promise<UploadJob>
  progress(id: string, progress: UploadProgress): Promise<void>
  turn(id: string): Promise<UploadTurn['turn']>
  /** Answers what is kept: this one, or that of an instance that was quicker. */
  keepMedia(id: string, media: UploadedMedia, replaces: string | null): Promise<UploadedMedia>
  posted(id: string, posted: PostedUpload): Promise<void>
  failed(id: string, failure: UploadFailure): Promise<void>
  /** Ids of uploads that are at Telegram and not posted. */
  unposted(maxBytes: number): Promise<string[]>
}
