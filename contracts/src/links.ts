// A link is a short-lived address for a player. Its token is the whole conversation between backend and worker
// about one file: the worker needs nothing else to serve it.
import { Type, type Static } from 'typebox'

export const LINK_ISSUER = 'gramreel'
export const LINK_TYPE = 'link+jwt'
export const LINK_ALGORITHM = 'ES256'

/** The `{file}` of a stream address and the token's `sub`. */
export const FILE_ID_PATTERN = '^[A-Za-z0-9_-]{1,64}$'

export const LinkScope = Type.Union([Type.Literal('stream'), Type.Literal('upload')])
export type LinkScope = Static<typeof LinkScope>

/** Where a file is in Telegram, and what the catalogue knows of it. */
export const LinkFile = Type.Object({
  /** Bot API file_id; absent: the worker finds the document by `chat` and `msg`. */
  fid: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{10,300}$' })),
  /** Bot API chat id as text, e.g. "-1001234". */
  chat: Type.String({ pattern: '^-?[0-9]{1,19}$' }),
  msg: Type.Integer({ minimum: 1, maximum: 2147483647 }),
  /** Bytes. */
  size: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  mime: Type.String({ maxLength: 255 }),
  name: Type.String({ maxLength: 1024 }),
})
export type LinkFile = Static<typeof LinkFile>

/** Claims of a link token (RFC 7519); times in seconds since 1970. */
export const LinkClaims = Type.Object({
  iss: Type.Literal(LINK_ISSUER),
  aud: Type.String({ minLength: 1, maxLength: 128 }),
  sub: Type.String({ pattern: FILE_ID_PATTERN }),
  /** `<grant>.<random>`, see grantOf, or `<grant>.<random>.view`, see isViewOnly. */
  jti: Type.String({ minLength: 1, maxLength: 128 }),
  iat: Type.Integer({ minimum: 0 }),
  exp: Type.Integer({ minimum: 0 }),
  scope: LinkScope,
  file: LinkFile,
})
export type LinkClaims = Static<typeof LinkClaims>

/** What allowed the link: a signed-in browser or a share. Withdrawn, it takes all its links with it (S08). */
export function grantOf({ jti }: Pick<LinkClaims, 'jti'>): string {
  return jti.split('.', 1)[0] ?? jti
}

const VIEW_ONLY = '.view'

/** A new `jti`. `random`: unguessable, base64url. */
export const writeJti = (grant: string, random: string, viewOnly = false): string =>
  `${grant}.${random}${viewOnly ? VIEW_ONLY : ''}`

/** The link of a share without downloads: it shows, and gives nothing as an attachment. */
export const isViewOnly = ({ jti }: Pick<LinkClaims, 'jti'>): boolean => jti.endsWith(VIEW_ONLY)

/** The answer to `GET /api/files/{id}/link` and `GET /api/shares/{slug}/files/{id}/link`. */
export const LinkAnswer = Type.Object({
  kind: Type.Union([Type.Literal('direct'), Type.Literal('stream')]),
  url: Type.String(),
  /** ISO 8601. */
  expiresAt: Type.String(),
  mime: Type.String(),
  size: Type.Integer(),
  name: Type.String(),
  /** What the gallery shows next under the query's filter, to be warmed with `POST /api/files/{id}/prefetch`; none after the last. */
  next: Type.Optional(Type.Array(Type.String({ pattern: FILE_ID_PATTERN }))),
})
export type LinkAnswer = Static<typeof LinkAnswer>

/** `{worker}/stream/{file}/{name}?token=…` -> `{worker}/prefetch/{file}?token=…`: the same token is good for both. */
export const prefetchUrlOf = (streamUrl: string): string =>
  streamUrl.replace(/\/stream\/([\w-]+)\/[^/?]*\?/, '/prefetch/$1?')
