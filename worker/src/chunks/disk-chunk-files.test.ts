import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contentOf } from '../testing/segment-content.ts'
import { DiskChunkFiles } from './disk-chunk-files.ts'
import { DiskChunkHeader, HEADER_BYTES, segmentPosition } from './disk-chunk-header.ts'
import { SEGMENT_BYTES } from './segment.ts'
import { type Segment, SegmentPool } from './segment-pool.ts'

const NAME = `${'0'.repeat(64)}-7.chunk`
const OTHER = `${'1'.repeat(64)}-7.chunk`

describe('DiskChunkFiles', () => {
  let path: string
  let files: DiskChunkFiles

  beforeEach(() => {
    path = fs.mkdtempSync(join(tmpdir(), 'gramreel-chunk-files-'))
    files = new DiskChunkFiles(path)
  })

  afterEach(() => {
    files.close()
    fs.rmSync(path, { recursive: true })
  })

  /** A file with these segments, the last one short. */
  const write = async (name: string, slots: number[]) => {
    const pool = new SegmentPool(2 * 1024 * 1024)
    const batch = new Map<number, Segment>()
    for (const slot of slots) {
      const content = contentOf({ file: name, segment: slot }, slot === 15 ? 1000 : SEGMENT_BYTES)
      const segment = pool.take(content.length)
      segment?.bytes.set(content)
      if (segment) batch.set(slot, segment)
    }
    const chunk = { name, header: DiskChunkHeader.empty(name) }
    await files.write(chunk, batch)
    return chunk
  }

  it('reads what was written, whatever segments there are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat({ max: 15 }), { minLength: 1 }), async (slots) => {
        const chunk = await write(NAME, slots)
        const { size } = fs.statSync(join(path, NAME))
        const onDisk = DiskChunkHeader.parse(NAME, readStart(join(path, NAME)), size)
        for (let slot = 0; slot < 16; slot++) {
          const length = slots.includes(slot) ? (slot === 15 ? 1000 : SEGMENT_BYTES) : 0
          expect([chunk.header.lengthOf(slot), onDisk?.lengthOf(slot)]).toEqual([length, length])
          if (length === 0) continue
          const into = Buffer.alloc(length)
          expect(await files.read(chunk, slot, into)).toBe(true)
          expect(into.equals(contentOf({ file: NAME, segment: slot }, length))).toBe(true)
        }
        await files.remove(NAME)
      }),
    )
  })

  it('believes no segment with a flipped bit, in thousands', async () => {
    const chunk = await write(NAME, [0, 1, 2, 15])
    const file = fs.openSync(join(path, NAME), 'r+')
    const into = Buffer.alloc(SEGMENT_BYTES)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0, 1, 2),
        fc.nat({ max: SEGMENT_BYTES - 1 }),
        fc.nat({ max: 7 }),
        async (slot, at, bit) => {
          const byte = Buffer.alloc(1)
          fs.readSync(file, byte, 0, 1, segmentPosition(slot) + at)
          fs.writeSync(file, Buffer.of(byte.readUInt8() ^ (1 << bit)), 0, 1, segmentPosition(slot) + at)
          expect(await files.read(chunk, slot, into)).toBe(false)
          fs.writeSync(file, byte, 0, 1, segmentPosition(slot) + at)
        },
      ),
      { numRuns: 3000 },
    )
    fs.closeSync(file)
    expect(await files.read(chunk, 0, into)).toBe(true)
  })

  it('believes no segment of another chunk, nor of another place', async () => {
    const chunk = await write(NAME, [0, 1])
    const same = { name: OTHER, header: DiskChunkHeader.empty(OTHER) }
    for (const slot of [0, 1]) same.header.add(slot, contentOf({ file: NAME, segment: slot }))
    fs.copyFileSync(join(path, NAME), join(path, OTHER))
    const into = Buffer.alloc(SEGMENT_BYTES)
    expect(await files.read(same, 0, into), 'the same bytes under either name').toBe(true)
    const { size } = fs.statSync(join(path, OTHER))
    expect(DiskChunkHeader.parse(OTHER, readStart(join(path, OTHER)), size)).toBeUndefined()
    const bytes = contentOf({ file: NAME, segment: 0 })
    expect([chunk.header.matches(0, bytes), chunk.header.matches(1, bytes)]).toEqual([true, false])
  })

  it('lists what was used last at the end, and removes what is broken', async () => {
    const names = [5, 3, 9].map((n) => `${'a'.repeat(64)}-${n}.chunk`)
    for (const [i, name] of names.entries()) {
      await write(name, [0])
      fs.utimesSync(join(path, name), 1000 + i, 1000 + i)
    }
    await files.mark({ name: names[0] ?? '', header: DiskChunkHeader.empty('') })
    fs.writeFileSync(join(path, NAME), 'GRAMREEL')
    const found = await files.list(new AbortController().signal)
    expect(found.map(({ name }) => name)).toEqual([names[1], names[2], names[0]])
    expect(fs.existsSync(join(path, NAME))).toBe(false)
  })
})

describe('DiskChunkHeader', () => {
  it('is not believed with any bit flipped, or cut, or under another name', () => {
    const header = DiskChunkHeader.empty(NAME)
    for (const slot of [0, 3, 15]) header.add(slot, contentOf({ file: NAME, segment: slot }))
    const parse = (bytes: Buffer, name = NAME) => DiskChunkHeader.parse(name, Buffer.from(bytes), 2 ** 21)
    expect(parse(header.bytes)?.bytes).toEqual(header.bytes)
    for (let bit = 0; bit < HEADER_BYTES * 8; bit++) {
      const flipped = Buffer.from(header.bytes)
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(parse(flipped)).toBeUndefined()
    }
    for (let length = 0; length < HEADER_BYTES; length++) {
      expect(parse(header.bytes.subarray(0, length))).toBeUndefined()
    }
    expect(parse(header.bytes, OTHER)).toBeUndefined()
  })

  it('is not believed when it is made of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: HEADER_BYTES, maxLength: HEADER_BYTES }), (bytes) => {
        bytes.set(Buffer.from('GRAMREEL'))
        expect(DiskChunkHeader.parse(NAME, Buffer.from(bytes), 2 ** 21)).toBeUndefined()
      }),
      { numRuns: 2000 },
    )
  })

  it('knows no segment that lies behind the end of its file', () => {
    const header = DiskChunkHeader.empty(NAME)
    for (let slot = 0; slot < 16; slot++) header.add(slot, contentOf({ file: NAME, segment: slot }))
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 20 + 4096 }), (size) => {
        const cut = DiskChunkHeader.parse(NAME, Buffer.from(header.bytes), size)
        for (let slot = 0; slot < 16; slot++) {
          expect((cut?.lengthOf(slot) ?? 0) > 0).toBe(segmentPosition(slot) + SEGMENT_BYTES <= size)
        }
      }),
    )
  })
})

function readStart(path: string): Buffer {
  return fs.readFileSync(path).subarray(0, HEADER_BYTES)
}
