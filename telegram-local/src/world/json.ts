// JSON for rows: 64-bit ids and hashes are written as decimal text, and come back as bigint under the names we know.

type Row = Readonly<Record<string, unknown>>

const LONGS = new Set(['accessHash', 'groupedId'])

export function toJson(value: unknown): string {
  return JSON.stringify(value, (_name, field: unknown) =>
    typeof field === 'bigint' ? field.toString() : field,
  )
}

/** `T` is what was written. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only we write these rows, so the caller knows
export function fromJson<T>(text: string): T {
  const value: T = JSON.parse(text, (name, field: unknown) =>
    LONGS.has(name) && typeof field === 'string' ? BigInt(field) : field,
  )
  return value
}

/** The JSON in a row's `body`; undefined without a row. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
export function bodyOf<T>(row: Row | undefined): T | undefined {
  return row === undefined ? undefined : fromJson<T>(textOf(row, 'body'))
}

export function textOf(row: Row, column: string): string {
  return String(row[column])
}

export function optionalTextOf(row: Row, column: string): string | undefined {
  const value = row[column]
  return typeof value === 'string' ? value : undefined
}
