// Writes TL values in the words of one layer: fields it does not know are left out, required ones that are missing are zero.
import type { TlObject } from '../mtproto/service.ts'
import type { Definition, TlType } from './definition.ts'
import type { LayerSchema } from './schema.ts'
import { LazyBytes, joined } from './lazy-bytes.ts'
import type { Part } from './lazy-bytes.ts'
import { TlError } from './tl-error.ts'
import { TlWriter } from './writer.ts'

const VECTOR = 0x1cb5c415
const TRUE = 0x997275b5
const FALSE = 0xbc799737

/** A boxed value as bytes; throws TlError when the layer has no such constructor or a value does not fit. */
export function encode(value: TlObject, schema: LayerSchema): Buffer {
  const writer = new TlWriter()
  writeObject(writer, value, schema)
  return joined(writer.parts())
}

/** What a method answers, as its schema line says, in parts: an object, a vector or a Bool. LazyBytes may stand for bytes. */
export function encodeAs(type: TlType, value: unknown, schema: LayerSchema): Part[] {
  const writer = new TlWriter()
  write(writer, type, value, schema)
  return writer.parts()
}

function writeObject(writer: TlWriter, value: TlObject, schema: LayerSchema, type?: string): void {
  const definition = schema.named(value._)
  if (!definition) throw new TlError(`layer ${schema.layer} has no constructor ${value._}`)
  if (type !== undefined && (definition.result.kind !== 'boxed' || definition.result.type !== type)) {
    throw new TlError(`${value._} is no ${type}`)
  }
  writer.int(definition.id)
  writeFields(writer, definition, value, schema)
}

function writeFields(writer: TlWriter, definition: Definition, value: TlObject, schema: LayerSchema): void {
  const flags = new Map<string, number>()
  for (const { name, type, when } of definition.fields) {
    if (type.kind === 'flags') {
      const bits = flagsOf(definition, name, value)
      flags.set(name, bits)
      writer.int(bits)
    } else if (!when || ((flags.get(when.flags) ?? 0) & (1 << when.bit)) !== 0) {
      write(writer, type, value[name], schema)
    }
  }
}

/** Several fields may share a bit: it is set if any of them is there, and the others are then written as zero. */
function flagsOf(definition: Definition, flags: string, value: TlObject): number {
  let bits = 0
  for (const { name, type, when } of definition.fields) {
    if (when?.flags !== flags) continue
    const set = type.kind === 'true' ? value[name] === true : isPresent(value[name])
    if (set) bits |= 1 << when.bit
  }
  return bits
}

const isPresent = (value: unknown) => value !== undefined && value !== null

function write(writer: TlWriter, type: TlType, value: unknown, schema: LayerSchema): void {
  switch (type.kind) {
    case 'int':
    case 'flags':
      return writer.int(number(value))
    case 'long':
      return writer.long(long(value))
    case 'double':
      return writer.double(number(value))
    case 'string':
      return writer.byteString(Buffer.from(text(value), 'utf8'))
    case 'bytes':
      return writer.byteString(value instanceof LazyBytes ? value : bytes(value))
    case 'int128':
      return writer.raw(exactly(16, value))
    case 'int256':
      return writer.raw(exactly(32, value))
    case 'true':
      return undefined
    case 'Bool':
      return writer.int(value === true ? TRUE : FALSE)
    case 'vector':
      return writeVector(writer, type, value, schema)
    case 'boxed':
      return writeObject(writer, object(value) ?? zeroOf(type.type, schema), schema, type.type)
    case 'bare':
      return writeBare(writer, type.name, value, schema)
    case 'query':
      return writer.raw(bytes(value))
  }
}

function writeVector(
  writer: TlWriter,
  type: TlType & { kind: 'vector' },
  value: unknown,
  schema: LayerSchema,
): void {
  if (isPresent(value) && !Array.isArray(value)) throw new TlError('a vector needs an array')
  const items: unknown[] = value ?? []
  if (type.boxed) writer.int(VECTOR)
  writer.int(items.length)
  for (const item of items) write(writer, type.item, item, schema)
}

function writeBare(writer: TlWriter, name: string, value: unknown, schema: LayerSchema): void {
  const definition = schema.named(name)
  if (!definition) throw new TlError(`layer ${schema.layer} has no constructor ${name}`)
  writeFields(writer, definition, object(value) ?? { _: name }, schema)
}

function zeroOf(type: string, schema: LayerSchema): TlObject {
  const [simplest] = schema.ofType(type)
  if (!simplest) throw new TlError(`layer ${schema.layer} has no ${type} to stand for a missing one`)
  return { _: simplest.name }
}

function object(value: unknown): TlObject | undefined {
  if (!isPresent(value)) return undefined
  if (!isTlObject(value)) throw new TlError('an object with "_" is needed')
  return value
}

const isTlObject = (value: unknown): value is TlObject =>
  typeof value === 'object' && value !== null && '_' in value && typeof value._ === 'string'

function number(value: unknown): number {
  if (!isPresent(value)) return 0
  if (typeof value !== 'number') throw new TlError(`a number is needed, not a ${typeof value}`)
  return value
}

function long(value: unknown): bigint {
  if (!isPresent(value)) return 0n
  if (typeof value === 'bigint') return value
  return BigInt(number(value))
}

function text(value: unknown): string {
  if (!isPresent(value)) return ''
  if (typeof value !== 'string') throw new TlError(`a string is needed, not a ${typeof value}`)
  return value
}

function bytes(value: unknown): Uint8Array {
  if (!isPresent(value)) return Buffer.alloc(0)
  if (!(value instanceof Uint8Array)) throw new TlError(`bytes are needed, not a ${typeof value}`)
  return value
}

function exactly(length: number, value: unknown): Uint8Array {
  const given = isPresent(value) ? bytes(value) : Buffer.alloc(length)
  if (given.length !== length) throw new TlError(`${length} bytes are needed, not ${given.length}`)
  return given
}
