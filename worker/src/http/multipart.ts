// multipart/byteranges (RFC 9110, section 14.6): several ranges in one answer, its length known beforehand. Pure.
import { type ByteRange, contentRange } from './range-header.ts'

export type MultipartPlan = {
  contentType: string
  /** What stands before each part's bytes. */
  openings: Buffer[]
  closing: Buffer
  /** Bytes of the whole body. */
  length: number
}

export function planMultipart(
  parts: ByteRange[],
  size: number,
  type: string,
  boundary: string,
): MultipartPlan {
  const openings = parts.map((part, i) => {
    const lines = [
      `--${boundary}`,
      `Content-Type: ${type}`,
      `Content-Range: ${contentRange(part, size)}`,
      '',
      '',
    ]
    return Buffer.from((i === 0 ? '' : '\r\n') + lines.join('\r\n'))
  })
  const closing = Buffer.from(`\r\n--${boundary}--\r\n`)
  const texts = [...openings, closing].reduce((sum, text) => sum + text.length, 0)
  return {
    contentType: `multipart/byteranges; boundary=${boundary}`,
    openings,
    closing,
    length: parts.reduce((sum, { start, end }) => sum + end - start, texts),
  }
}
