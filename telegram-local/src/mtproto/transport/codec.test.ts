import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MalformedPacket, abridged, full, intermediate } from './codec.ts'
import type { Codec } from './codec.ts'
import { detectTransport } from './detect.ts'
import { Input } from './input.ts'

const KINDS: [string, () => Codec][] = [
  ['full', full],
  ['abridged', abridged],
  ['intermediate', () => intermediate(false)],
  ['padded intermediate', () => intermediate(true)],
]

/** Payloads are whole words, as MTProto's are. */
const payloads = fc.array(
  fc.integer({ min: 1, max: 600 }).map((words) => Buffer.alloc(words * 4, words)),
  { minLength: 1, maxLength: 6 },
)

function* pieces(stream: Buffer, size: number): Generator<Buffer> {
  for (let i = 0; i < stream.length; i += size) yield stream.subarray(i, i + size)
}

describe.each(KINDS)('the %s transport', (_, make) => {
  it('gives back every packet, however the stream is cut', () => {
    fc.assert(
      fc.property(payloads, fc.integer({ min: 1, max: 3000 }), (sent, size) => {
        const [writer, reader, input] = [make(), make(), new Input()]
        const stream = Buffer.concat(
          sent.flatMap((payload) => writer.wrap([payload.subarray(0, 4), payload.subarray(4)])),
        )
        const received: Buffer[] = []
        for (const piece of pieces(stream, size)) {
          input.push(piece)
          for (let packet = reader.take(input); packet; packet = reader.take(input))
            received.push(packet.payload)
        }
        expect(received.length).toBe(sent.length)
        // Padding may follow a payload; the message inside knows its own length.
        sent.forEach((payload, i) => expect(received[i]?.subarray(0, payload.length)).toEqual(payload))
        expect(input.length).toBe(0)
      }),
      { numRuns: 100 },
    )
  })

  it('never pads a transport error', () => {
    const [writer, reader, input] = [make(), make(), new Input()]
    for (let i = 0; i < 20; i++) input.push(Buffer.concat(writer.wrap([Buffer.alloc(4, 255)])))
    for (let i = 0; i < 20; i++) expect(reader.take(input)?.payload).toHaveLength(4)
  })
})

describe('the full transport', () => {
  it('refuses a wrong checksum and a wrong number', () => {
    const packet = Buffer.concat(full().wrap([Buffer.alloc(8)]))
    const spoiled = Buffer.from(packet)
    spoiled.writeUInt8(1, 9)
    for (const stream of [spoiled, Buffer.concat([packet, packet])]) {
      const [codec, input] = [full(), new Input()]
      input.push(stream)
      expect(() => codec.take(input) && codec.take(input)).toThrow(MalformedPacket)
    }
  })
})

const detect = (bytes: Buffer) => {
  const input = new Input()
  input.push(bytes)
  return detectTransport(input)
}

describe('the first bytes', () => {
  it('tell the transport', () => {
    expect(detect(Buffer.from('ef', 'hex'))?.codec.name).toBe('abridged')
    expect(detect(Buffer.from('eeeeeeee', 'hex'))?.codec.name).toBe('intermediate')
    expect(detect(Buffer.from('dddddddd', 'hex'))?.codec.name).toBe('padded intermediate')
    expect(detect(Buffer.from('3400000000000000', 'hex'))?.codec.name).toBe('full')
  })

  it('are waited for while they may mean several things', () => {
    expect(detect(Buffer.from('ee', 'hex'))).toBeUndefined()
    expect(detect(Buffer.from('34000000', 'hex'))).toBeUndefined()
    expect(detect(Buffer.alloc(63, 1))).toBeUndefined()
  })
})
