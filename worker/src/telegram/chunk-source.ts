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
   * Reads chunk `n`: exactly as many bytes as the plan says, or a rejection as for `find`; never fewer, never others.
   * Outlasts faults by itself for about a minute. An aborted read leaves the queue at once; one that was sent already is
   * let finish, since Telegram cannot be stopped, and its bytes are the answer.
   */
  read(file: SourceFile, n: number, want: Want): Promise<Buffer>

  /** What keeps readers of this file (or of any) waiting right now, if anything. */
  trouble(file?: LinkFile): { code: ErrorCode; retryAfterSeconds: number } | undefined

  status(): SourceStatus

  close(): Promise<void>
}
