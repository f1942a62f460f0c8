// The port to Telegram: what a file is, and the bytes of its chunks. The adapter is gramjs-chunk-source.ts.
import type { ErrorCode } from '@gramreel/contracts/errors'
import type { LinkFile } from '@gramreel/contracts/links'
import type { Want } from './request-queue.ts'

/** A file whose content is certain: equal keys, equal bytes. */
export type SourceFile = {
  /** Of Telegram's document id (or photo id and size) and the number of bytes; text that is safe in an ETag. */
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** The token's words on where it is. */
  readonly origin: LinkFile
}

/** What Telegram says about the file; it wins over what the link says (R12). */
export type FileDetails = SourceFile & {
  readonly mime: string | undefined
  readonly name: string | undefined
  /** The message's date, seconds since 1970. */
  readonly modifiedAt: number
}

export type SourceStatus = 'connected' | 'connecting' | 'waiting' | 'refused'

export interface ChunkSource {
  /**
   * Looks the message up (no call to the file servers). Kept for a minute, one call for all who ask at once.
   * Rejects with a PublicError: file_deleted, file_not_found, no_access, telegram_failed, telegram_timeout,
   * telegram_wait, starting; with the signal's reason when aborted.
   */
  find(file: LinkFile, signal: AbortSignal): Promise<FileDetails>

  /** What the file most likely is, from the link alone, so that reading can begin while `find` is under way. */
  guess(file: LinkFile): SourceFile | undefined

  /**
   * Reads the bytes from `offset` (a multiple of 1 KiB) on into the buffers, which it fills to the last byte, or rejects as
   * `find` does: never fewer, never others. Together they are at most 1 MiB and cross no border of one (Telegram's rule).
   * Outlasts faults by itself for about a minute. An aborted read leaves the queue at once; one that was sent already is
   * let finish, since Telegram cannot be stopped. Until it settles the buffers are the source's alone.
   */
  read(file: SourceFile, offset: number, into: readonly Buffer[], want: Want): Promise<void>

  /** What keeps readers of this file (or of any) waiting right now, if anything. */
  trouble(file?: LinkFile): { code: ErrorCode; retryAfterSeconds: number } | undefined

  status(): SourceStatus

  close(): Promise<void>
}
