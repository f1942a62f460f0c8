import { createHash, randomBytes } from 'node:crypto'

/** SHA-256: enough for values of 128 random bits and more, which cannot be guessed; passwords need password.ts. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** 256 random bits, for cookies. */
export const randomToken = (): string => randomBytes(32).toString('base64url')

/** 128 random bits, for ids and for codes in links. */
export const randomId = (): string => randomBytes(16).toString('base64url')

export const nowSeconds = (): number => Math.floor(Date.now() / 1000)

export const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString()
