// Fields of a request. The codec has made sure of their types; an absent one reads as its zero.
import type { TlObject } from '../service.ts'

export const int = (parent: TlObject, field: string): number => {
  const value = parent[field]
  return typeof value === 'number' ? value : 0
}

export const long = (parent: TlObject, field: string): bigint => {
  const value = parent[field]
  return typeof value === 'bigint' ? value : 0n
}

export const text = (parent: TlObject, field: string): string => {
  const value = parent[field]
  return typeof value === 'string' ? value : ''
}

export const flag = (parent: TlObject, field: string): boolean => parent[field] === true

export const bytes = (parent: TlObject, field: string): Uint8Array => {
  const value = parent[field]
  return value instanceof Uint8Array ? value : new Uint8Array()
}

export const optional = (parent: TlObject, field: string): TlObject | undefined => {
  const value = parent[field]
  return isTlObject(value) ? value : undefined
}

/** A field that the schema requires. */
export const object = (parent: TlObject, field: string): TlObject => optional(parent, field) ?? { _: 'null' }

export const list = (parent: TlObject, field: string): TlObject[] => {
  const value = parent[field]
  return Array.isArray(value) ? value.filter(isTlObject) : []
}

const isTlObject = (value: unknown): value is TlObject =>
  typeof value === 'object' && value !== null && '_' in value
