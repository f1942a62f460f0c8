// The one decision about guests. The page, the list, thumbnails and links all ask here, and nobody else decides: an address
// that forgot to ask for the password would give everything away (immich#20819).
import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyRequest } from 'fastify'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'
import type { ShareContents } from './share-contents.ts'
import type { SharePass } from './share-pass.ts'
import { hashSlug, isOpen, type ShareRow } from './share-state.ts'
import type { WrongTurns } from './wrong-turns.ts'

export type Visit = {
  slug: string
  share: ShareRow
  /** Name of who shares it. */
  sharedBy: string
  /** It asks for a password, and this browser has not given it. */
  isLocked: boolean
  /** The file that the address names. */
  file: FileRow | undefined
}

type Parts = {
  database: Database
  contents: ShareContents
  pass: SharePass
  wrongTurns: WrongTurns
  now: () => number
}

/** What is asked for: a share, or a file of it; `whileLocked`: before its password was given. */
export type Wanted = { slug: string; id?: string | undefined; whileLocked?: boolean | undefined }

/**
 * Throws share_not_found, the same for a slug that never was, an ended or withdrawn share, and one whose maker may not share
 * any more; share_locked; file_not_found; too_many_requests for who guesses.
 */
export const createShareGuard =
  ({ database, contents, pass, wrongTurns, now }: Parts) =>
  async ({ slug, id, whileLocked }: Wanted, request: FastifyRequest): Promise<Visit> => {
    if (wrongTurns.areTooMany(request.ip)) throw new PublicError('too_many_requests', 'guessing shares')
    const slugHash = hashSlug(slug)
    const row = await database
      .selectFrom('shares')
      .innerJoin('accounts', 'accounts.id', 'shares.account_id')
      .selectAll('shares')
      .select('accounts.name as shared_by')
      .where('slug_hash', '=', slugHash)
      .where(isOpen(now()))
      .executeTakeFirst()
    if (!row) {
      wrongTurns.note(request.ip, slugHash)
      throw new PublicError('share_not_found', 'no open share')
    }
    const { shared_by: sharedBy, ...share } = row
    const isLocked = !pass.isUnlocked(share, request)
    if (isLocked && whileLocked !== true) throw new PublicError('share_locked', `share ${share.id}`)
    const file = id === undefined ? undefined : await contents.file(share, id)
    return { slug, share, sharedBy, isLocked, file }
  }

export type AuthoriseShare = ReturnType<typeof createShareGuard>
