// Bytes of a file: made up, on the disk where they are, or in our data folder.

export type Content =
  /** Made up; takes no room. The pattern `blocks`: every 16 bytes at offset o are big-endian o/16, then "GRAMREEL". */
  | { from: 'blocks'; size: number }
  /** A file of somebody else's, read in place. */
  | { from: 'path'; path: string; size: number }
  /** A file of ours below the data folder, named by its own id. */
  | { from: 'blob'; blob: string; size: number }

export interface ContentSource {
  readonly size: number
  /** Bytes of offset … offset+length, clamped to the end; a new buffer that the caller may change. Throws when the file is gone. */
  read(offset: number, length: number): Promise<Buffer> | Buffer
  /** Of content that is made up: writes all bytes of offset … offset + the target's length, which are within the size, at once. */
  fill?(offset: number, target: Buffer): void
  /** Ends what was opened; safe to call twice. */
  close(): Promise<void> | void
}
