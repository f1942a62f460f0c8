// Looks at values from outside without trusting them.

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A field of an error that Node or a library put there, e.g. `code`. */
export function errorField(error: unknown, name: string): unknown {
  return error instanceof Error ? Object.entries(error).find(([field]) => field === name)?.[1] : undefined
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
