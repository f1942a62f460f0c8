// Truncated and lying Telegram answers, at the door where they come in: what is not sealed for us is damaged and nothing else, and what
// is sealed but makes no sense neither throws anything else, nor hangs, nor is left to end the process later.
import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { DamagedMessage, decryptFile, decryptMessage, isTooShort } from '../telegram/gramjs-decrypt.ts'
import {
  container,
  gzipPacked,
  int,
  long,
  pong,
  rpcResult,
  seal,
  secrets,
  uploadFile,
} from './seal-message.ts'

// Much work, and machines that run tests are busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const bytes = (max: number) => fc.uint8Array({ maxLength: max }).map((noise) => Buffer.from(noise))

const REQUEST = 77n
const FILE = randomBytes(5000)

function attempt(read: () => unknown): string {
  try {
    return read() === undefined ? 'passed on' : 'read'
  } catch (error) {
    if (error instanceof DamagedMessage) return 'damaged'
    return `threw ${error instanceof Error ? error.constructor.name : String(error)}`
  }
}

/** What becomes of a packet, both ways that packets are read. */
function fate(packet: Buffer): { message: string; file: string; landed: Buffer } {
  const landing = [Buffer.alloc(3000), Buffer.alloc(2000)]
  const find = (id: bigint) => (id === REQUEST ? landing : undefined)
  const file = attempt(() => decryptFile(packet, secrets, find))
  const message = isTooShort(packet) ? 'too short' : attempt(() => decryptMessage(packet, secrets))
  return { message, file, landed: Buffer.concat(landing) }
}

const good = seal(rpcResult(REQUEST, uploadFile(FILE)))

describe('a packet that is not as it was sealed', () => {
  const at = fc.nat(good.length - 1)
  const damage: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc.oneof(
    fc.tuple(at, fc.nat(7)).map(([i, bit]) => (bytes: Buffer) => {
      bytes[i % bytes.length] = (bytes[i % bytes.length] ?? 0) ^ (1 << bit)
      return bytes
    }),
    fc.tuple(at, fc.uint8Array({ minLength: 1, maxLength: 40 })).map(([i, noise]) => (bytes: Buffer) => {
      bytes.set(noise.slice(0, bytes.length - (i % bytes.length)), i % bytes.length)
      return bytes
    }),
    at.map((length) => (bytes: Buffer) => bytes.subarray(0, length)),
    at.map((i) => (bytes: Buffer) => bytes.subarray(0, 24 + (i - (i % 16)))),
    fc
      .integer({ min: 1, max: 40 })
      .map((more) => (bytes: Buffer) => Buffer.concat([bytes, randomBytes(more * 16)])),
    fc.tuple(at, at).map(
      ([a, b]) =>
        (bytes: Buffer) =>
          swapBlocks(bytes, a, b),
    ),
    at.map(
      (i) => (bytes: Buffer) =>
        Buffer.concat([bytes.subarray(0, 24 + (i - (i % 16))), other.subarray(24 + (i - (i % 16)))]),
    ),
  )
  const other = seal(rpcResult(REQUEST, uploadFile(randomBytes(5000))))

  it('is damaged, whatever happened to it, 5,000 times over', () => {
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
        let packet: Buffer = Buffer.from(good)
        for (const harm of damages) if (packet.length > 0) packet = harm(packet)
        fc.pre(!packet.equals(good) && !packet.equals(other))
        const { message, file } = fate(packet)
        expect(['damaged', 'too short']).toContain(message)
        expect(['damaged', 'passed on']).toContain(file)
      }),
      { numRuns: 5000 },
    )
  })

  it('is damaged when it was never sealed', () => {
    const noise = fc
      .tuple(fc.boolean(), fc.uint8Array({ maxLength: 2000 }))
      .map(([isAddressed, bytes]) =>
        isAddressed ? Buffer.concat([secrets.keyId, bytes]) : Buffer.from(bytes),
      )
    fc.assert(
      fc.property(noise, (packet) => {
        const { message, file } = fate(packet)
        expect(['damaged', 'too short']).toContain(message)
        expect(['damaged', 'passed on']).toContain(file)
      }),
      { numRuns: 5000 },
    )
  })

  it('is damaged when its envelope lies: session, length, padding', () => {
    const message = rpcResult(REQUEST, uploadFile(FILE))
    for (const envelope of [
      { session: randomBytes(8) },
      { length: message.length + 4 },
      { length: message.length + 16 },
      { length: message.length - 2 },
      { length: -4 },
      { length: 0x7ffffffc },
      { padding: 12 + 1024 + ((16 - ((message.length + 12) % 16)) % 16) },
    ]) {
      const { message: read, file } = fate(seal(message, envelope))
      expect([envelope, read, file]).toEqual([envelope, 'damaged', 'damaged'])
    }
  })
})

function swapBlocks(bytes: Buffer, a: number, b: number): Buffer {
  const blocks = Math.floor((bytes.length - 24) / 16)
  if (blocks < 2) return bytes.subarray(0, 10)
  const [from, to] = [24 + (a % blocks) * 16, 24 + (b % blocks) * 16]
  const kept = Buffer.from(bytes.subarray(from, from + 16))
  bytes.copyWithin(from, to, to + 16)
  kept.copy(bytes, to)
  return bytes
}

describe('a file’s bytes', () => {
  it('land when all is well', () => {
    const { file, landed } = fate(good)
    expect(file).toBe('read')
    expect(landed.equals(FILE)).toBe(true)
  })

  it.each([4999, 5001, 4096, 0, 254])('of another length than was asked for land nowhere: %i', (length) => {
    const packet = seal(
      rpcResult(REQUEST, uploadFile(randomBytes(length + ((4 - (length % 4)) % 4)), length)),
    )
    expect(fate(packet).landed.equals(Buffer.alloc(5000))).toBe(true)
  })

  it('that claim to go on beyond the message are damaged', () => {
    expect(fate(seal(rpcResult(REQUEST, uploadFile(randomBytes(4000), 5000)))).file).toBe('damaged')
    expect(fate(seal(rpcResult(REQUEST, uploadFile(randomBytes(4000), 0xffffff)))).file).toBe('damaged')
  })

  it('for a request that nobody made are passed on', () => {
    expect(fate(seal(rpcResult(REQUEST + 1n, uploadFile(FILE)))).file).toBe('passed on')
  })
})

describe('a sealed message that makes no sense', () => {
  const rejections: unknown[] = []
  const note = (reason: unknown) => rejections.push(reason)
  beforeAll(() => void process.on('unhandledRejection', note))
  afterAll(() => void process.off('unhandledRejection', note))

  const ALLOWED = /^(?:read|damaged|threw TypeNotFoundError)$/

  it('throws nothing unexpected and leaves nothing to end the process, 3,000 times over', async () => {
    const known = fc.constantFrom(
      0xf35c6d01,
      0x73f1f8dc,
      0x3072cfa1,
      0x096a18d5,
      0x1cb5c415,
      0x2144ca19,
      0x9ec20908,
      0xedab447b,
      0xe317af7e,
      0xa7eff811,
      0x62d6b459,
      0x276d3ec6,
      0x809db6df,
      0xda69fb52,
      0xf18cda44,
      0x997275b5,
    )
    const part: fc.Arbitrary<Buffer> = fc.oneof(
      bytes(80),
      fc.constant(pong),
      fc.tuple(known, bytes(80)).map(([id, rest]) => Buffer.concat([int(id), rest])),
      fc
        .tuple(known, known, bytes(60))
        .map(([a, b, rest]) => Buffer.concat([int(a), long(REQUEST), int(b), rest])),
      bytes(80).map((inner) => rpcResult(REQUEST, gzipPacked(inner))),
      bytes(80).map((inner) => rpcResult(REQUEST, gzipPacked(gzipSync(inner)))),
      bytes(80).map((inner) => gzipPacked(gzipSync(inner))),
    )
    const message = fc.oneof(
      part,
      fc.array(part, { maxLength: 5 }).map((parts) => container(parts.map(whole))),
      fc
        .tuple(
          fc.array(part, { maxLength: 3 }),
          fc.integer({ min: -2, max: 9 }),
          fc.integer({ min: -8, max: 400 }),
        )
        .map(([parts, count, length]) => container(parts.map(whole), { count, length: length * 4 })),
    )
    await fc.assert(
      fc.asyncProperty(message, async (noise) => {
        expect(fate(seal(whole(noise))).message).toMatch(ALLOWED)
        await new Promise(setImmediate)
      }),
      { numRuns: 3000 },
    )
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(rejections).toEqual([])
  })

  it('does not hang or fill the memory: counts and lengths of containers and vectors', () => {
    const before = process.memoryUsage.rss()
    for (const message of [
      container([pong], { count: 0x7fffffff }),
      // A length that leads back to where it stands: the same message over and over.
      container([pong], { count: 0x7fffffff, length: -16 }),
      container([pong], { count: 1_000_000, length: 0 }),
      container([container([pong], { count: 0x7fffffff, length: -16 })]),
      Buffer.concat([int(0x1cb5c415), int(0x7fffffff)]),
      Buffer.concat([int(0x62d6b459), int(0x1cb5c415), int(0x7fffffff)]),
      rpcResult(REQUEST, Buffer.concat([int(0x1cb5c415), int(0x7fffffff), pong])),
    ]) {
      const begun = performance.now()
      expect(fate(seal(message)).message).toMatch(ALLOWED)
      expect(performance.now() - begun).toBeLessThan(2000)
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 1024 * 1024)
  })
})

/** TL's messages are whole words. */
function whole(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}
