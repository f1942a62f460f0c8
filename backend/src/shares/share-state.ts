// Which shares guests may see: not over yet, and made by somebody who still may share.
import { createHash } from 'node:crypto'
import type { ExpressionBuilder, Selectable } from 'kysely'
import type { AccountsTable, Schema, SharesTable } from '../storage/schema.ts'

export type ShareRow = Selectable<SharesTable>
export type Role = AccountsTable['role']

/** What a share shows: a selection of files, what was posted together, or an album of people. */
export const kindOf = (share: Pick<ShareRow, 'album_id' | 'album_group_id'>): 'files' | 'group' | 'album' =>
  share.album_id !== null ? 'album' : share.album_group_id !== null ? 'group' : 'files'

export const hashSlug = (slug: string): string => createHash('sha256').update(slug).digest('base64url')

type Joined = ExpressionBuilder<Schema, 'shares' | 'accounts'>

/** For shares joined with the account that made them. */
export const isOpen = (nowSeconds: number) => (row: Joined) =>
  row.and([
    row('accounts.role', '!=', 'viewer'),
    row.or([row('shares.expires_at', 'is', null), row('shares.expires_at', '>', nowSeconds)]),
  ])

export const stateOf = (
  share: Pick<ShareRow, 'expires_at'>,
  role: Role,
  nowSeconds: number,
): 'open' | 'expired' | 'paused' => {
  if (share.expires_at !== null && share.expires_at <= nowSeconds) return 'expired'
  return role === 'viewer' ? 'paused' : 'open'
}
