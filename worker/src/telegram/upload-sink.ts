// The port to Telegram for uploads: parts go in, a file comes of them, and the file into a channel. The adapter is
// gramjs-upload-sink.ts.
import type { PostedUpload, UploadedMedia, UploadJob } from '@gramreel/contracts/uploads'

/** Telegram has no such part (any more): it is to be sent again. */
export class PartMissing extends Error {}
/** This message was sent before; it is in the channel, unless somebody deleted it. */
export class SentBefore extends Error {}
/** The file that Telegram had made is not to be had any more: it is to be made again. */
export class MediaGone extends Error {}

export type PartPlace = { uploadId: string; size: number; part: number }

export interface UploadSink {
  /** Bytes of the largest file this account may send, as far as it is known by now. */
  readonly maxBytes: number

  /**
   * Saves a part (512 KiB, the last one shorter); again is the same. Waits its turn behind viewers and as long as Telegram asks;
   * outlasts faults for about a minute. Rejects with a PublicError, or the signal's reason while it waits.
   */
  savePart(place: PartPlace, bytes: Buffer, signal: AbortSignal): Promise<void>

  /**
   * Has Telegram make a file of the parts. `md5` (hex): for files of at most 10 MiB, checked by Telegram.
   * Rejects with PartMissing, or a PublicError: no_access, telegram_failed for what is refused for good, others that pass.
   */
  assemble(job: UploadJob, md5: string | undefined, signal: AbortSignal): Promise<UploadedMedia>

  /** Posts the file under the job's random_id. Rejects with SentBefore, MediaGone, or as assemble does. */
  post(job: UploadJob, media: UploadedMedia, signal: AbortSignal): Promise<PostedUpload>

  /** The message that shows this file, if it is in the channel. */
  find(job: UploadJob, media: UploadedMedia, signal: AbortSignal): Promise<PostedUpload | undefined>
}
