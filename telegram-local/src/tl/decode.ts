// Reads TL values. Every constructor of every layer is understood, since its number says which line it follows.
import type { TlObject } from '../mtproto/service.ts'
import type { Definition, TlType } from './definition.ts'
import { intOf } from './fields.ts'
import type { Schema } from './schema.ts'
import { TlError } from './tl-error.ts'

const VECTOR = 0x1cb5c415
const TRUE = 0x997275b5
const FALSE = 0xbc799737
/** Deeper nesting than any real request has; keeps a hostile one from exhausting the stack. */
const MAX_DEPTH = 48

/** A cursor over bytes; byte fields are views of them, not copies. */
export class TlReader {
  readonly bytes: Buffer
  offset: number
  readonly #schema: Schema
  #depth = 0

  constructor(bytes: Buffer, schema: Schema, offset = 0) {
    this.bytes = bytes
    this.#schema = schema
    this.offset = offset
  }

  get left(): number {
    return this.bytes.length - this.offset
  }

  int(): number {
    return this.bytes.readInt32LE(this.#take(4))
  }

  id(): number {
    return this.bytes.readUInt32LE(this.#take(4))
  }

  long(): bigint {
    return this.bytes.readBigInt64LE(this.#take(8))
  }

  raw(length: number): Buffer {
    const start = this.#take(length)
    return this.bytes.subarray(start, start + length)
  }

  byteString(): Buffer {
    const first = this.bytes.readUInt8(this.#take(1))
    const long = first === 254
    if (first === 255) throw new TlError('a byte string cannot begin with 255')
    const length = long ? this.bytes.readUIntLE(this.#take(3), 3) : first
    const value = this.raw(length)
    this.offset = Math.min(this.bytes.length, this.offset + (-(length + (long ? 4 : 1)) & 3))
    return value
  }

  /** A value that begins with its constructor's number; methods count too. */
  object(): TlObject {
    const id = this.id()
    const definition = this.#schema.byId(id)
    if (!definition) throw new TlError(`unknown constructor ${id.toString(16)}`, id)
    return this.fields(definition)
  }

  /** The fields of a value whose number was read already. */
  fields(definition: Definition): TlObject {
    if (++this.#depth > MAX_DEPTH) throw new TlError('nested too deeply')
    const value: TlObject = { _: definition.name }
    for (const { name, type, when } of definition.fields) {
      const present = !when || (intOf(value, when.flags) & (1 << when.bit)) !== 0
      if (type.kind === 'true') value[name] = present || undefined
      else if (present) value[name] = this.value(type)
    }
    this.#depth--
    return value
  }

  value(type: TlType): unknown {
    switch (type.kind) {
      case 'int':
      case 'flags':
        return this.int()
      case 'long':
        return this.long()
      case 'double':
        return this.bytes.readDoubleLE(this.#take(8))
      case 'string':
        return this.byteString().toString('utf8')
      case 'bytes':
        return this.byteString()
      case 'int128':
        return this.raw(16)
      case 'int256':
        return this.raw(32)
      case 'true':
        return true
      case 'Bool':
        return this.#bool()
      case 'vector':
        return this.#vector(type)
      case 'boxed':
        return this.#boxed(type.type)
      case 'bare':
        return this.#bare(type.name)
      case 'query':
        return this.raw(this.left)
      default:
        return type satisfies never
    }
  }

  #boxed(type: string): TlObject {
    const id = this.id()
    const definition = this.#schema.byId(id)
    if (definition?.result.kind !== 'boxed' || definition.isMethod || definition.result.type !== type) {
      throw new TlError(`no ${type} has the number ${id.toString(16)}`, id)
    }
    return this.fields(definition)
  }

  /** Bare values stand only inside the protocol's own messages, which are the same in every layer. */
  #bare(name: string): TlObject {
    const definition = this.#schema.at(0).named(name)
    if (!definition) throw new TlError(`no constructor ${name}`)
    return this.fields(definition)
  }

  #bool(): boolean {
    const id = this.id()
    if (id !== TRUE && id !== FALSE) throw new TlError('neither true nor false', id)
    return id === TRUE
  }

  #vector(type: TlType & { kind: 'vector' }): unknown[] {
    if (type.boxed) {
      const id = this.id()
      if (id !== VECTOR) throw new TlError('a vector was expected', id)
    }
    const count = this.int()
    // Every item takes at least four bytes, so a larger count cannot be true.
    if (count < 0 || count * 4 > this.left) throw new TlError(`a vector cannot hold ${count} items here`)
    return Array.from({ length: count }, () => this.value(type.item))
  }

  #take(length: number): number {
    if (length > this.left) throw new TlError(`${length} bytes expected, ${this.left} left`)
    this.offset += length
    return this.offset - length
  }
}
