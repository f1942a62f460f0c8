// The gallery's one page, and what it says of the workers: a browser that knows of them connects while it reads our scripts, so
// that a film's first request need not.
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'

export type Page = { html: string; etag: string }

/** More would be connections for nothing: a film comes from one of them. */
const MAX_HINTS = 2

/** Origins of workers, without our own. */
export const hintedOrigins = (workerUrls: readonly string[]): string[] =>
  [...new Set(workerUrls.map((url) => new URL(url).origin))].slice(0, MAX_HINTS)

/**
 * Browsers keep connections with credentials apart from those without (Fetch standard, section 2.6): `<video>` without
 * `crossorigin` uses one of the first, the question whether a worker is awake one of the second.
 */
const hintsFor = (origins: readonly string[]): string =>
  origins
    .flatMap((origin) => [
      `<link rel="preconnect" href="${origin}" />`,
      `<link rel="preconnect" href="${origin}" crossorigin />`,
    ])
    .join('')

/** For `Link` of 103 Early Hints (RFC 8297). */
export const earlyHints = (origins: readonly string[]): string[] =>
  origins.flatMap((origin) => [`<${origin}>; rel=preconnect`, `<${origin}>; rel=preconnect; crossorigin`])

/** Reads the built page; again when it was built anew. Rejects with ENOENT while it is not built. */
export const createPageReader = (path: string) => {
  let read: { modifiedMs: number; html: string } | undefined
  return async (origins: readonly string[]): Promise<Page> => {
    const { mtimeMs } = await stat(path)
    if (read?.modifiedMs !== mtimeMs) read = { modifiedMs: mtimeMs, html: await readFile(path, 'utf8') }
    const html = read.html.replace('<title>', `${hintsFor(origins)}<title>`)
    return { html, etag: `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"` }
  }
}
