// Bytes that are made only in the place where they are needed, so that large made-up contents are neither kept nor copied.

export class LazyBytes {
  readonly length: number
  readonly #fill: (target: Buffer) => void

  /** `fill` writes all bytes into a target of this length, whose old contents may be anything; it may be called several times. */
  constructor(length: number, fill: (target: Buffer) => void) {
    this.length = length
    this.#fill = fill
  }

  /** Writes them to a place of exactly their length. */
  writeTo(target: Buffer): void {
    this.#fill(target)
  }

  made(): Buffer {
    const bytes = Buffer.allocUnsafeSlow(this.length)
    this.#fill(bytes)
    return bytes
  }
}

/** A piece of something written: what follows one another is its bytes. */
export type Part = Buffer | LazyBytes

export const lengthOf = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + part.length, 0)

/** Copies the parts to the front of a buffer with room for them; answers where they end. */
export function writeParts(parts: readonly Part[], target: Buffer, start: number): number {
  let end = start
  for (const part of parts) {
    if (part instanceof LazyBytes) part.writeTo(target.subarray(end, end + part.length))
    else target.set(part, end)
    end += part.length
  }
  return end
}

export function joined(parts: readonly Part[]): Buffer {
  const whole = Buffer.allocUnsafe(lengthOf(parts))
  writeParts(parts, whole, 0)
  return whole
}
