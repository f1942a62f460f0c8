// JSON for rows: 64-bit ids and hashes are written as decimal text, and come back as bigint under the names we know.

const LONGS = new Set(['accessHash', 'groupedId'])

export function toJson(value: unknown): string {
  return JSON.stringify(value, (_name, field: unknown) =>
    typeof field === 'bigint' ? field.toString() : field,
  )
}

/** `T` is what was written. */
export function fromJson<T>(text: string): T {
  return JSON.parse(text, (name, field: unknown) =>
    LONGS.has(name) && typeof field === 'string' ? BigInt(field) : field,
  ) as T
}
