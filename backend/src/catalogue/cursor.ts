// The place after an item in the newest-first order. Opaque to clients: base64url of "<posted_at>.<number>".
import { PublicError } from '@gramreel/contracts/errors'

export type Place = { posted_at: number; number: number }

export const writeCursor = ({ posted_at, number }: Place): string =>
  Buffer.from(`${posted_at}.${number}`).toString('base64url')

/** Throws bad_request for anything that writeCursor did not make. */
export const parseCursor = (cursor: string): Place => {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))
  if (!match) throw new PublicError('bad_request', 'the cursor is not one of ours')
  return { posted_at: Number(match[1]), number: Number(match[2]) }
}
