// What every content promises, wherever its bytes are.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ContentSource } from './content.ts'

/** `open` gives the source and the bytes it should read. */
export function itKeepsTheContentPromise(
  open: () => Promise<{ source: ContentSource; whole: Buffer }>,
): void {
  it('reads any range as the whole has it, and clamps what lies beyond the end', async () => {
    const { source, whole } = await open()
    const position = fc.integer({ min: 0, max: whole.length + 100 })
    await fc.assert(
      fc.asyncProperty(position, position, async (offset, length) => {
        const bytes = await source.read(offset, length)
        expect(bytes.equals(whole.subarray(offset, offset + length))).toBe(true)
      }),
      { numRuns: 200 },
    )
    await source.close()
  })

  it('reads nothing at the end and after it', async () => {
    const { source, whole } = await open()
    expect(await source.read(whole.length, 10)).toHaveLength(0)
    expect(await source.read(whole.length + 1, 10)).toHaveLength(0)
    await source.close()
  })

  it('gives a new buffer each time, which may be changed', async () => {
    const { source, whole } = await open()
    const first = await source.read(0, 100)
    first.fill(0xee)
    expect((await source.read(0, 100)).equals(whole.subarray(0, 100))).toBe(true)
    await source.close()
  })

  it('knows its size and may be closed twice', async () => {
    const { source, whole } = await open()
    expect(source.size).toBe(whole.length)
    await source.close()
    await source.close()
  })
}
