// Fields of a request; the codec has made sure of their types.
import type { TlObject } from '../service.ts'

export const int = (object: TlObject, field: string): number => Number(object[field] ?? 0)
export const long = (object: TlObject, field: string): bigint => (object[field] as bigint | undefined) ?? 0n
export const text = (object: TlObject, field: string): string => (object[field] as string | undefined) ?? ''
export const flag = (object: TlObject, field: string): boolean => object[field] === true
export const bytes = (object: TlObject, field: string): Uint8Array =>
  (object[field] as Uint8Array | undefined) ?? new Uint8Array()
export const object = (parent: TlObject, field: string): TlObject => parent[field] as TlObject
export const optional = (parent: TlObject, field: string): TlObject | undefined =>
  parent[field] as TlObject | undefined
export const list = (parent: TlObject, field: string): TlObject[] =>
  (parent[field] as TlObject[] | undefined) ?? []
