// Writes the token of CONTRACT.md: all that a worker needs to serve one file, for one hour.
import { randomBytes } from 'node:crypto'
import {
  LINK_ALGORITHM,
  LINK_ISSUER,
  LINK_TYPE,
  writeJti,
  type LinkClaims,
  type LinkFile,
  type LinkScope,
} from '@gramreel/contracts/links'
import { LINK_LIFETIME_SECONDS, LINK_MAX_BYTES } from '@gramreel/contracts/limits'
import jwt from 'jsonwebtoken'
import { fitName } from './fit-name.ts'
import type { LinkKey } from './link-key.ts'

export type StreamWorker = { id: string; url: string }

/** `grant`: what allows it, see grants.ts. A share may give no downloads, and ends a link that would outlive it. */
export type Allowance = {
  grant: string
  isViewOnly?: boolean
  /** Seconds since 1970. */
  endsAt?: number | null
  /** Absent: the hour of the contract. */
  lifetimeSeconds?: number | undefined
}

/** Base64url of an ES256 signature (64 bytes), and the two dots. */
const SIGNATURE_AND_DOTS = 86 + 2

const base64urlLength = (bytes: number): number => Math.ceil((bytes * 4) / 3)

/** Bytes of JSON that the claims may take, so that the token stays within LINK_MAX_BYTES. */
const maxClaimsBytes = (header: object): number => {
  const left =
    LINK_MAX_BYTES - SIGNATURE_AND_DOTS - base64urlLength(Buffer.byteLength(JSON.stringify(header)))
  return Math.floor((left * 3) / 4)
}

/** A token for one file or upload by its public id. A long name is cut to fit. */
const signLink = (
  key: LinkKey,
  worker: StreamWorker,
  id: string,
  file: LinkFile,
  {
    grant,
    isViewOnly,
    endsAt,
    lifetimeSeconds = LINK_LIFETIME_SECONDS,
    scope,
    nowMs,
  }: Allowance & { scope: LinkScope; nowMs: number },
) => {
  const header = { alg: LINK_ALGORITHM, typ: LINK_TYPE, kid: key.kid } as const
  const iat = Math.floor(nowMs / 1000)
  const claimsFor = (name: string): LinkClaims => ({
    iss: LINK_ISSUER,
    aud: worker.id,
    sub: id,
    jti: writeJti(grant, randomBytes(16).toString('base64url'), isViewOnly),
    iat,
    exp: Math.min(iat + lifetimeSeconds, endsAt ?? Infinity),
    scope,
    file: { ...file, name },
  })
  const room = maxClaimsBytes(header) - Buffer.byteLength(JSON.stringify(claimsFor('')))
  const claims = claimsFor(fitName(file.name, room))
  const token = jwt.sign(claims, key.privateKey, { algorithm: LINK_ALGORITHM, header })
  return { token, name: claims.file.name, expiresAt: new Date(claims.exp * 1000) }
}

/** Address on the worker and its end, for a file by its public id. */
export const writeStreamLink = (
  key: LinkKey,
  worker: StreamWorker,
  id: string,
  file: LinkFile,
  allowance: Allowance,
  nowMs: number = Date.now(),
): { url: string; expiresAt: Date } => {
  const { token, name, expiresAt } = signLink(key, worker, id, file, { ...allowance, scope: 'stream', nowMs })
  return { url: `${worker.url}/stream/${id}/${encodeURIComponent(name)}?token=${token}`, expiresAt }
}

/** The same for the bytes of an upload. */
export const writeUploadLink = (
  key: LinkKey,
  worker: StreamWorker,
  id: string,
  file: LinkFile,
  grant: string,
  nowMs: number = Date.now(),
): { url: string; expiresAt: Date } => {
  const { token, expiresAt } = signLink(key, worker, id, file, { grant, scope: 'upload', nowMs })
  return { url: `${worker.url}/upload/${id}?token=${token}`, expiresAt }
}
