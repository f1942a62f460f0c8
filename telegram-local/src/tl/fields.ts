// Typed looks at the fields of a TL value; each throws TlError when the field is missing or of another type.
import { TlError } from './tl-error.ts'

type Fields = { _: string; [field: string]: unknown }

export function intOf(value: Fields, name: string): number {
  const field = value[name]
  if (typeof field !== 'number') throw new TlError(`${value._}.${name} is no number`)
  return field
}

export function longOf(value: Fields, name: string): bigint {
  const field = value[name]
  if (typeof field !== 'bigint') throw new TlError(`${value._}.${name} is no long`)
  return field
}

export function longsOf(value: Fields, name: string): bigint[] {
  const field = value[name]
  if (!Array.isArray(field)) throw new TlError(`${value._}.${name} is no vector`)
  return field.filter((item) => typeof item === 'bigint')
}

export function bytesOf(value: Fields, name: string): Buffer {
  const field = value[name]
  if (!Buffer.isBuffer(field)) throw new TlError(`${value._}.${name} is no bytes`)
  return field
}
