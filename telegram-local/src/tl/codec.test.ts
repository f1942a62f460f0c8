import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TlObject } from '../mtproto/service.ts'
import { TlReader } from './decode.ts'
import type { Definition, TlType } from './definition.ts'
import { encode, encodeAs } from './encode.ts'
import { LazyBytes, joined } from './lazy-bytes.ts'
import type { Part } from './lazy-bytes.ts'
import { parseSchema, telegramSchema } from './schema.ts'
import type { LayerSchema } from './schema.ts'

const schema = telegramSchema()
const write = (value: TlObject, layer: number) => encode(value, schema.at(layer))
const read = (bytes: Buffer) => new TlReader(bytes, schema).object()

/** Any value of a type in a layer; undefined stands for an absent flag. */
function valueOf(type: TlType, layer: LayerSchema, depth: number): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'int':
      return fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    case 'long':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    case 'double':
      return fc.double({ noNaN: true })
    case 'string':
      return fc.string({ unit: 'grapheme', maxLength: 300 })
    case 'bytes':
      return fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes))
    case 'int128':
    case 'int256': {
      const length = type.kind === 'int128' ? 16 : 32
      return fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes))
    }
    case 'true':
      return fc.constant(true)
    case 'Bool':
      return fc.boolean()
    case 'vector':
      return fc.array(valueOf(type.item, layer, depth + 1), { maxLength: depth > 2 ? 0 : 3 })
    case 'boxed': {
      const known = usable(type.type, layer)
      return fc
        .constantFrom(...(depth > 2 ? known.slice(0, 1) : known))
        .chain((each) => objectOf(each, layer, depth + 1))
    }
    case 'flags':
    case 'bare':
    case 'query':
      return fc.constant(undefined)
    default:
      return type satisfies never
  }
}

/** The schema leaves out types that we neither read nor write; only optional fields lead there. */
const usable = (type: string, layer: LayerSchema) =>
  layer.ofType(type).filter(({ fields }) => fields.every((field) => field.when || isKnown(field.type, layer)))

const isKnown = (type: TlType, layer: LayerSchema): boolean => {
  if (type.kind === 'vector') return isKnown(type.item, layer)
  return type.kind !== 'boxed' || layer.ofType(type.type).length > 0
}

function objectOf(definition: Definition, layer: LayerSchema, depth: number): fc.Arbitrary<TlObject> {
  const fields = definition.fields
    .filter(({ type }) => type.kind !== 'flags')
    .map(({ name, type, when }): [string, fc.Arbitrary<unknown>] => {
      if (when && (depth > 1 || !isKnown(type, layer))) return [name, fc.constant(undefined)]
      const value = valueOf(type, layer, depth)
      return [name, when ? fc.option(value, { nil: undefined }) : value]
    })
  return fc.record(Object.fromEntries(fields)).map((value) => ({ ...value, _: definition.name }))
}

/** Constructors whose required fields can all be made up: those that we answer with. */
const SAMPLES = [
  'message',
  'user',
  'channel',
  'document',
  'photo',
  'config',
  'updates.state',
  'upload.file',
  'inputMediaUploadedDocument',
  'replyKeyboardMarkup',
]

describe('the TL codec', () => {
  it('reads back what it wrote, in any layer', () => {
    const cases = fc
      .tuple(fc.constantFrom(158, 167, 185, 198, 204, 216, 223, 225, 229), fc.constantFrom(...SAMPLES))
      .chain(([layer, name]) => {
        const definition = schema.at(layer).named(name)
        if (!definition) throw new Error(`${name} is missing in layer ${layer}`)
        return fc.tuple(fc.constant(layer), objectOf(definition, schema.at(layer), 0))
      })
    fc.assert(
      fc.property(cases, ([layer, value]) => {
        const bytes = write(value, layer)
        expect(bytes.length % 4).toBe(0)
        // Once more from what was read: absent fields that share a bit with present ones have become zero.
        expect(write(read(bytes), layer)).toEqual(bytes)
      }),
      { numRuns: 300 },
    )
  })

  it('leaves out fields that the layer does not know, and writes missing required ones as zero', () => {
    const value = read(write({ _: 'updates.state', pts: 7, nonsense: 'x' }, 198))
    expect(value).toEqual({ _: 'updates.state', pts: 7, qts: 0, date: 0, seq: 0, unread_count: 0 })
  })

  it('stands in the simplest constructor for a missing required object', () => {
    const value = read(write({ _: 'peerNotifySettings' }, 198))
    expect(value._).toBe('peerNotifySettings')
    expect(read(write({ _: 'message', message: 'x' }, 198))['peer_id']).toEqual({
      _: 'peerChannel',
      channel_id: 0n,
    })
  })

  it('writes fields that share a flag together', () => {
    const value = read(
      write({ _: 'message', message: '', views: 5, peer_id: { _: 'peerUser', user_id: 1n } }, 198),
    )
    expect([value['views'], value['forwards']]).toEqual([5, 0])
  })

  it('takes byte strings of every length around its borders, and refers to large ones instead of copying them', () => {
    for (const length of [0, 1, 253, 254, 255, 4095, 4096, 70_001]) {
      const bytes = Buffer.alloc(length, 9)
      const file = { _: 'upload.file', type: { _: 'storage.fileUnknown' }, bytes }
      const parts = encodeAs({ kind: 'boxed', type: 'upload.File' }, file, schema.at(198))
      expect(read(joined(parts))['bytes']).toEqual(bytes)
      const isSame = (part: Part) =>
        Buffer.isBuffer(part) && part.buffer === bytes.buffer && part.length === length
      expect(parts.some(isSame)).toBe(length >= 4096)
    }
  })

  it('writes bytes that are made later as if they were there, and makes them only in their place', () => {
    for (const length of [0, 1, 253, 254, 70_001]) {
      let made = 0
      const bytes = new LazyBytes(length, (target) => {
        made++
        target.fill(9)
      })
      const file = { _: 'upload.file', type: { _: 'storage.fileUnknown' }, bytes }
      const parts = encodeAs({ kind: 'boxed', type: 'upload.File' }, file, schema.at(198))
      expect(made).toBe(0)
      expect(joined(parts)).toEqual(encode({ ...file, bytes: Buffer.alloc(length, 9) }, schema.at(198)))
      expect(made).toBe(1)
    }
  })

  it('writes answers as the method says: vectors and booleans', () => {
    const longs = { kind: 'vector', item: { kind: 'long' }, boxed: true } as const
    const bytes = joined(encodeAs(longs, [1n, 2n], schema.at(198)))
    expect(new TlReader(bytes, schema).value(longs)).toEqual([1n, 2n])
    expect(joined(encodeAs({ kind: 'Bool' }, true, schema.at(198))).readUInt32LE(0)).toBe(0x997275b5)
  })

  it('says which constructor a layer lacks, and which value does not fit', () => {
    expect(() => write({ _: 'noSuchThing' }, 198)).toThrow(/no constructor noSuchThing/)
    expect(() => write({ _: 'message', peer_id: { _: 'userEmpty' } }, 198)).toThrow(/userEmpty is no Peer/)
    expect(() => write({ _: 'updates.state', pts: 'seven' }, 198)).toThrow(/a number is needed/)
  })

  it('throws TlError, and nothing else, on any bytes', () => {
    const ids = [
      'message',
      'user',
      'inputMediaUploadedDocument',
      'jsonObject',
      'upload.getFile',
      'messages.sendMedia',
    ].map((name) => schema.at(198).named(name)?.id ?? 0)
    const start = fc.constantFrom(...ids)
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 400 }), (id, rest) => {
        const head = Buffer.alloc(4)
        head.writeUInt32LE(id)
        try {
          read(Buffer.concat([head, rest]))
        } catch (error) {
          expect(error).toMatchObject({ name: 'TlError' })
        }
      }),
      { numRuns: 500 },
    )
  })

  it('refuses vectors that claim more than there is, and nesting without end', () => {
    const nested = parseSchema('// since layer 1\nbox#00000001 inner:Box = Box;')
    expect(() => new TlReader(Buffer.alloc(4000, Buffer.of(1, 0, 0, 0)), nested).object()).toThrow(
      /nested too deeply/,
    )
    const longs = { kind: 'vector', item: { kind: 'long' }, boxed: false } as const
    expect(() => new TlReader(Buffer.of(255, 255, 255, 127), schema).value(longs)).toThrow(/cannot hold/)
  })
})
