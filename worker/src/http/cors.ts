// Cross-origin access for the gallery: an exact list of origins, nothing reflected, never `null` or `*`.

export const EXPOSED_HEADERS = 'Content-Range, Content-Length, Accept-Ranges, ETag, Retry-After'
const PREFLIGHT_SECONDS = 7200

/** Headers for every answer of a file's address, errors included, so that the page may read why. */
export function corsHeaders(
  origin: string | undefined,
  allowed: ReadonlySet<string>,
): Record<string, string> {
  const vary = { vary: 'Origin' }
  if (origin === undefined || !allowed.has(origin)) return vary
  return { ...vary, 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED_HEADERS }
}

/** The answer to OPTIONS. */
export function preflightHeaders(
  origin: string | undefined,
  allowed: ReadonlySet<string>,
  methods: string,
  headers = 'Range, If-Range',
): Record<string, string> {
  const cors = corsHeaders(origin, allowed)
  if (!('access-control-allow-origin' in cors)) return { ...cors, allow: methods }
  return {
    ...cors,
    allow: methods,
    'access-control-allow-methods': methods,
    'access-control-allow-headers': headers,
    'access-control-max-age': String(PREFLIGHT_SECONDS),
  }
}
