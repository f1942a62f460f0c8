/** `?t=83` of an address: where a film or sound starts, in seconds; undefined when it does not say, or says nonsense. */
export function startAtOf(search: object): number | undefined {
  const t: unknown = Reflect.get(search, 't')
  const seconds = typeof t === 'string' && /^\d{1,6}(\.\d{1,3})?$/.test(t) ? Number(t) : undefined
  return seconds === 0 ? undefined : seconds
}

/** The same search without it: it belongs to the item that was linked to, and to no other. */
export function withoutStart<T extends object>(search: T): T {
  const rest = { ...search }
  Reflect.deleteProperty(rest, 't')
  return rest
}
