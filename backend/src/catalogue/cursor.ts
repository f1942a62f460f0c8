// The place after an item. Opaque to clients: base64url of "<posted_at>.<number>"; under `name`, "<number>.<what it begins with>".
// Some pictures were taken before 1970.
import type { FileSort } from '@gramreel/contracts/catalogue'
import { PublicError } from '@gramreel/contracts/errors'
import type { Place } from './order.ts'

const WHOLE = String.raw`\d{1,15}`
const BY_NUMBER = new RegExp(`^(-?${WHOLE})\\.(${WHOLE})$`)
const BY_NAME = new RegExp(`^(${WHOLE})\\.(.{0,64})$`, 'su')

/** SQLite's index of words has room for no more (migrations/15-search.ts), and Postgres for a bit more. */
const MAX_NUMBER = 2 ** 30

export const writeCursor = ({ key, number }: Place): string =>
  Buffer.from(typeof key === 'number' ? `${key}.${number}` : `${number}.${key}`).toString('base64url')

/** Throws bad_request for anything that writeCursor did not make. */
export const parseCursor = (cursor: string, sort?: FileSort): Place => {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const isByName = sort === 'name'
  const match = (isByName ? BY_NAME : BY_NUMBER).exec(text)
  const [, one = '', other = ''] = match ?? []
  const place = isByName ? { key: other, number: Number(one) } : { key: Number(one), number: Number(other) }
  // Postgres takes no such letter.
  if (!match || text.includes('\0') || place.number >= MAX_NUMBER)
    throw new PublicError('bad_request', 'the cursor is not one of ours')
  return place
}
