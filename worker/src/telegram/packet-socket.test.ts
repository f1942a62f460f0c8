import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hash } from '../testing/bytes.ts'
import { listen } from '../testing/listen.ts'
import { PacketSocket } from './packet-socket.ts'

const MIB = 1024 * 1024
let server: Server
let port: number
let opened: PacketSocket[] = []

beforeEach(async () => {
  server = createServer({ noDelay: true })
  port = await listen(server)
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((socket) => socket.close()))
  server.close()
  await once(server, 'close')
})

/** Our side and the server's of one connection. */
async function open(): Promise<{ packets: PacketSocket; peer: Socket }> {
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve))
  const packets = new PacketSocket()
  opened.push(packets)
  await packets.connect(port, '127.0.0.1')
  const peer = await accepted
  peer.on('error', () => {})
  return { packets, peer }
}

function framed(packet: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(packet.length)
  return Buffer.concat([length, packet])
}

/** Cuts so that the pieces, joined, are the bytes; small ones leave one by one. */
async function sendInPieces(peer: Socket, bytes: Buffer, cuts: number[]): Promise<void> {
  const places = [...new Set(cuts.map((cut) => Math.floor(cut * bytes.length)))].toSorted((a, b) => a - b)
  for (const [i, end] of [...places, bytes.length].entries()) {
    const piece = bytes.subarray(places[i - 1] ?? 0, end)
    if (piece.length > 0 && !peer.write(piece)) await once(peer, 'drain')
    await new Promise(setImmediate)
  }
}

// Around the borders where a packet goes another way: 4 bytes, 64 KiB, 1 MiB and a bit, more than that.
const anyLength = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 4, max: 2000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 65_530, max: 65_545 }) },
  { weight: 3, arbitrary: fc.integer({ min: 60_000, max: 1_100_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: MIB + 4090, max: MIB + 4100 }) },
  { weight: 1, arbitrary: fc.integer({ min: MIB, max: 2 * MIB }) },
)

describe('packets', () => {
  it('come whole and in order, however they were cut, taken or asked for', async () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ length: anyLength, isTaken: fc.boolean() }), { minLength: 1, maxLength: 12 }),
        fc.array(fraction, { maxLength: 60 }),
        async (plan, cuts) => {
          const { packets, peer } = await open()
          const sent = plan.map(({ length }) => randomBytes(length))
          const seen: string[] = []
          // The index counts all packets: each is shown once, whoever takes it.
          packets.onPacket = (packet) => {
            seen.push(hash(packet))
            return plan[seen.length - 1]?.isTaken === true
          }
          const asked: string[] = []
          const expected = sent.filter((_, i) => plan[i]?.isTaken !== true).map(hash)
          const asking = (async () => {
            while (asked.length < expected.length) asked.push(hash(await packets.nextPacket()))
          })()
          await sendInPieces(peer, Buffer.concat(sent.map(framed)), cuts)
          await asking
          await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(sent.length)
          expect(seen).toEqual(sent.map(hash))
          expect(asked).toEqual(expected)
          expect(packets.bytesRead).toBe(sent.reduce((sum, { length }) => sum + length + 4, 0))
          await packets.close()
        },
      ),
      { numRuns: 40 },
    )
  })

  it('come one byte at a time', async () => {
    const { packets, peer } = await open()
    const sent = [randomBytes(4), randomBytes(33), randomBytes(1)]
    for (const byte of Buffer.concat(sent.map(framed))) {
      peer.write(Buffer.of(byte))
      await new Promise(setImmediate)
    }
    for (const packet of sent) expect(await packets.nextPacket()).toEqual(packet)
  })

  it('that are large lie in one buffer, used again once the one before has been delivered', async () => {
    const { packets, peer } = await open()
    const memory = new Set<ArrayBufferLike>()
    const digests: string[] = []
    packets.onPacket = (packet) => {
      memory.add(packet.buffer)
      digests.push(hash(packet))
      return true
    }
    const sent = Array.from({ length: 8 }, () => randomBytes(MIB))
    await sendInPieces(peer, Buffer.concat(sent.map(framed)), [])
    await expect.poll(() => digests).toEqual(sent.map(hash))
    expect(memory.size).toBe(1)
  })

  it('that are asked for stay as they are when others come', async () => {
    const { packets, peer } = await open()
    const sent = Array.from({ length: 3 }, (_, i) => Buffer.alloc(MIB, i + 1))
    await sendInPieces(peer, Buffer.concat(sent.map(framed)), [])
    const first = await packets.nextPacket()
    const second = await packets.nextPacket()
    const third = await packets.nextPacket()
    for (const [i, packet] of [first, second, third].entries())
      expect(packet.equals(sent[i] ?? packet)).toBe(true)
  })
})

describe('a connection', () => {
  it.each([0, 16 * MIB + 1, 0x80000000])('with a packet of %i bytes is over', async (length) => {
    const { packets, peer } = await open()
    const closed = once(peer, 'close')
    const waiting = packets.nextPacket()
    const lie = Buffer.alloc(8)
    lie.writeUInt32LE(length)
    peer.write(Buffer.concat([framed(Buffer.from('good')), lie, framed(Buffer.from('later'))]))
    expect(await waiting).toEqual(Buffer.from('good'))
    await expect(packets.nextPacket()).rejects.toThrow(`a packet of ${length} bytes`)
    await closed
    expect(() => packets.write(Buffer.from('x'))).toThrow(`${length} bytes`)
  })

  it('that closes says so to who waits, and to who comes later', async () => {
    const { packets } = await open()
    const waiting = packets.nextPacket()
    await packets.close()
    await expect(waiting).rejects.toThrow('we closed')
    await expect(packets.nextPacket()).rejects.toThrow('we closed')
  })

  it.each(['end', 'destroy', 'resetAndDestroy'] as const)(
    'that the other side ends by %s is over',
    async (how) => {
      const { packets, peer } = await open()
      const waiting = packets.nextPacket()
      peer.write(framed(randomBytes(2 * MIB)).subarray(0, MIB))
      await sleep(20)
      peer[how]()
      await expect(waiting).rejects.toThrow()
      await expect(packets.nextPacket()).rejects.toThrow()
    },
  )

  it('that cannot be made rejects', async () => {
    const other = createServer()
    const dead = await listen(other)
    other.close()
    await once(other, 'close')
    await expect(new PacketSocket().connect(dead, '127.0.0.1')).rejects.toThrow('ECONNREFUSED')
  })

  it('gives nothing more once it was closed in the middle of a read', async () => {
    const { packets, peer } = await open()
    let seen = 0
    packets.onPacket = () => {
      seen++
      void packets.close()
      return true
    }
    peer.write(Buffer.concat([framed(Buffer.from('one!')), framed(Buffer.from('two!'))]))
    await once(peer, 'close')
    expect(seen).toBe(1)
  })

  it('slows the other side down while nobody takes its packets, and goes on when somebody does', async () => {
    const { packets, peer } = await open()
    const sent = Array.from({ length: 40 }, () => randomBytes(MIB))
    const sending = sendInPieces(peer, Buffer.concat(sent.map(framed)), [])
    await expect.poll(() => packets.bytesRead, { timeout: 10_000 }).toBeGreaterThan(4 * MIB)
    await sleep(200)
    expect(packets.bytesRead).toBeLessThan(8 * MIB)
    for (const packet of sent) expect(hash(await packets.nextPacket())).toBe(hash(packet))
    await sending
  })

  it('sends what it is told to', async () => {
    const { packets, peer } = await open()
    packets.write(Buffer.from('hello'))
    expect(await new Promise<Buffer>((resolve) => peer.once('data', resolve))).toEqual(Buffer.from('hello'))
  })

  it('knows when there was progress: a whole packet, or 4 KiB of one, but not the drip of a lie', async () => {
    const { packets, peer } = await open()
    const lie = Buffer.alloc(4)
    lie.writeUInt32LE(MIB)
    const before = packets.lastProgressAt
    peer.write(lie)
    for (let i = 0; i < 10; i++) {
      await sleep(5)
      peer.write(Buffer.alloc(100))
    }
    await expect.poll(() => packets.bytesRead).toBe(1004)
    expect(packets.lastProgressAt).toBe(before)
    peer.write(Buffer.alloc(4096))
    await expect.poll(() => packets.lastProgressAt).toBeGreaterThan(before)
  })
})
