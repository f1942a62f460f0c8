// Shares and their makers: made, listed, changed, withdrawn. What guests may see of them is share-guard.ts.
import { randomBytes } from 'node:crypto'
import { PublicError } from '@gramreel/contracts/errors'
import {
  SHARE_DAYS,
  SHARES_PER_PERSON,
  type NewShare,
  type Share,
  type ShareChange,
} from '@gramreel/contracts/shares'
import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { AccountsTable, FileRow } from '../storage/schema.ts'
import type { SecretBox } from '../storage/secret-box.ts'
import type { ShareContents } from './share-contents.ts'
import { hashSlug, isOpen, kindOf, stateOf, type Role, type ShareRow } from './share-state.ts'

const DAY_SECONDS = 24 * 3600

type Parts = {
  database: Database
  secretBox: SecretBox
  contents: ShareContents
  /** Throws file_not_found. */
  file: (id: string) => Promise<FileRow>
  thumbnailPath: (row: FileRow) => string | null
  hashPassword: (password: string) => Promise<string>
  /** See links/grants.ts: in the transaction that ends what allowed the links. */
  withdraw: (grants: readonly string[], within: Database) => Promise<void>
  /** Seconds since 1970. */
  now: () => number
}

/** Who asks: he sees his own shares, the owner everybody's. */
export type Maker = Pick<AccountsTable, 'id' | 'role'>

type JoinedRow = ShareRow & { shared_by: string; role: Role }

const placeOf = (id: string) => `shares/${id}/slug` as const
const newSecret = (): string => randomBytes(16).toString('base64url')
const toIso = (seconds: number): string => new Date(seconds * 1000).toISOString()

export const createShares = (parts: Parts) => {
  const { database, secretBox, contents, withdraw, now } = parts

  const expiry = (days: NewShare['days'] = SHARE_DAYS): number | null =>
    days === 'never' ? null : now() + days * DAY_SECONDS

  const joined = () =>
    database
      .selectFrom('shares')
      .innerJoin('accounts', 'accounts.id', 'shares.account_id')
      .selectAll('shares')
      .select(['accounts.name as shared_by', 'accounts.role as role'])

  const visibleTo = ({ id, role }: Maker) =>
    joined().$if(role !== 'owner', (rows) => rows.where('account_id', '=', id))

  /** By its slug, or by its id where the list could not tell the slug. Throws share_not_found. */
  const find = async (maker: Maker, slugOrId: string): Promise<JoinedRow> => {
    const row = await visibleTo(maker)
      .where((share) =>
        share.or([share('slug_hash', '=', hashSlug(slugOrId)), share('shares.id', '=', slugOrId)]),
      )
      .executeTakeFirst()
    if (!row) throw new PublicError('share_not_found', 'a share of this person')
    return row
  }

  const describe = async (row: JoinedRow): Promise<Share> => {
    const [count, { rows }] = await Promise.all([contents.count(row), contents.page(row, undefined, 1)])
    const first = rows[0]
    return {
      id: row.id,
      slug: secretBox.open(row.slug_enc, placeOf(row.id)) ?? null,
      title: row.title,
      kind: kindOf(row),
      count,
      cover: first ? parts.thumbnailPath(first) : null,
      firstName: first?.name ?? null,
      sharedBy: { id: row.account_id, name: row.shared_by },
      state: stateOf(row, row.role, now()),
      hasPassword: row.password_hash !== null,
      downloads: row.downloads === 1,
      createdAt: toIso(row.created_at),
      expiresAt: row.expires_at === null ? null : toIso(row.expires_at),
      views: row.views,
    }
  }

  /** Columns that say what, and the files of a selection. Throws file_not_found, album_not_found, or bad_request. */
  const whatToShow = async ({ files, group, album }: NewShare) => {
    const none = { album_box: null, album_chat_id: null, album_group_id: null, album_id: null }
    if ([files, group, album].filter((what) => what !== undefined).length !== 1) {
      throw new PublicError('bad_request', 'a share is of files, of what was posted together, or of an album')
    }
    if (album !== undefined) {
      const row = await database
        .selectFrom('albums')
        .select('title')
        .where('id', '=', album)
        .executeTakeFirst()
      if (!row) throw new PublicError('album_not_found', 'an album to share')
      return { columns: { ...none, album_id: album }, files: [], title: row.title }
    }
    if (group !== undefined) {
      const { box, chat_id, media_group_id } = await parts.file(group)
      if (media_group_id === null) throw new PublicError('bad_request', 'this file was posted alone')
      return {
        columns: { ...none, album_box: box, album_chat_id: chat_id, album_group_id: media_group_id },
        files: [],
      }
    }
    const ids = files ?? []
    const found = await database
      .selectFrom('files')
      .select('id')
      .where('id', 'in', ids)
      .where('deleted_at', 'is', null)
      .where('trashed_at', 'is', null)
      .execute()
    if (found.length < ids.length) throw new PublicError('file_not_found', 'a file to share')
    return { columns: none, files: ids }
  }

  const endWhere =
    (column: 'account_id' | 'album_id') =>
    async (value: string, within: Database): Promise<void> => {
      const ended = await within
        .deleteFrom('shares')
        .where(column, '=', value)
        .returning('grant_id')
        .execute()
      await withdraw(grantsOf(ended), within)
    }

  /** Links that were given end; what the shares still show gets new ones. */
  const renewGrants = async (ids: string[], within: Database): Promise<void> => {
    if (ids.length === 0) return
    await withdraw(grantsOf(await lockGrants(ids, within)), within)
    for (const id of ids)
      await within.updateTable('shares').set({ grant_id: newSecret() }).where('id', '=', id).execute()
  }

  const refuseTooMany = async (accountId: string): Promise<void> => {
    const { count } = await database
      .selectFrom('shares')
      .select((row) => row.fn.countAll<number>().as('count'))
      .where('account_id', '=', accountId)
      .executeTakeFirstOrThrow()
    if (count >= SHARES_PER_PERSON) throw new PublicError('shares_full', 'one more share')
  }

  return {
    find,

    create: async (maker: Maker, wanted: NewShare): Promise<Share> => {
      const { columns, files, title } = await whatToShow(wanted)
      await refuseTooMany(maker.id)
      const id = newSecret()
      const slug = newSecret()
      const row = {
        id,
        slug_hash: hashSlug(slug),
        slug_enc: secretBox.seal(slug, placeOf(id)),
        account_id: maker.id,
        title: wanted.title?.trim() || (title ?? ''),
        ...columns,
        password_hash: wanted.password === undefined ? null : await parts.hashPassword(wanted.password),
        downloads: wanted.downloads === false ? 0 : 1,
        created_at: now(),
        expires_at: expiry(wanted.days),
        grant_id: newSecret(),
        views: 0,
      }
      await database.transaction().execute(async (transaction) => {
        await transaction.insertInto('shares').values(row).execute()
        const rows = files.map((file_id, position) => ({ share_id: id, file_id, position }))
        if (rows.length > 0) await transaction.insertInto('share_files').values(rows).execute()
      })
      return describe(await find(maker, slug))
    },

    list: async (maker: Maker): Promise<Share[]> => {
      const rows = await visibleTo(maker).orderBy('created_at', 'desc').orderBy('shares.id').execute()
      return Promise.all(rows.map(describe))
    },

    /** Whoever watches by a password or a download that is allowed no longer is stopped. Throws share_not_found. */
    change: async (
      maker: Maker,
      slug: string,
      { title, days, password, downloads }: ShareChange,
    ): Promise<Share> => {
      const { id } = await find(maker, slug)
      const set = {
        ...(title !== undefined && { title: title.trim() }),
        ...(days !== undefined && { expires_at: expiry(days) }),
        ...(password !== undefined && {
          password_hash: password === null ? null : await parts.hashPassword(password),
        }),
        ...(downloads !== undefined && { downloads: downloads ? 1 : 0 }),
      }
      const takesAway = typeof password === 'string' || downloads === false
      await database.transaction().execute(async (transaction) => {
        const held = grantsOf(await lockGrants([id], transaction))
        if (takesAway) await withdraw(held, transaction)
        const needsGrant = takesAway || held.length === 0
        const all = { ...set, ...(needsGrant && { grant_id: newSecret() }) }
        if (Object.keys(all).length === 0) return
        await transaction.updateTable('shares').set(all).where('id', '=', id).execute()
      })
      return describe(await find(maker, id))
    },

    /** Ends it for good: its page, its links, and whoever is watching (S08). Throws share_not_found. */
    revoke: async (maker: Maker, slug: string): Promise<void> => {
      const { id } = await find(maker, slug)
      await database.transaction().execute(async (transaction) => {
        const ended = await transaction
          .deleteFrom('shares')
          .where('id', '=', id)
          .returning('grant_id')
          .execute()
        await withdraw(grantsOf(ended), transaction)
      })
    },

    /**
     * What this share's links carry: read together with the decision that allows them, so that a change in between withdraws it.
     * There is none only where it ended by itself and its maker may share again. Throws share_not_found.
     */
    grantOf: async ({ id, grant_id }: Pick<ShareRow, 'id' | 'grant_id'>): Promise<string> => {
      if (grant_id !== null) return grant_id
      const renewed = { grant_id: newSecret() }
      await database
        .updateTable('shares')
        .set(renewed)
        .where('id', '=', id)
        .where('grant_id', 'is', null)
        .execute()
      const row = await database
        .selectFrom('shares')
        .select('grant_id')
        .where('id', '=', id)
        .executeTakeFirst()
      if (!row?.grant_id) throw new PublicError('share_not_found', 'issuing a link')
      return row.grant_id
    },

    countView: async ({ id }: Pick<ShareRow, 'id'>): Promise<void> => {
      await database
        .updateTable('shares')
        .set({ views: sql<number>`views + 1` })
        .where('id', '=', id)
        .execute()
    },

    /** Ends all shares of a person, who is about to be removed. */
    endOf: endWhere('account_id'),
    /** Ends all shares of an album, which is about to go. */
    endOfAlbum: endWhere('album_id'),

    /** Whoever watches something of this album by a share asks anew, for something was taken out of it. */
    renewOfAlbum: async (albumId: string, within: Database): Promise<void> => {
      const showing = await within.selectFrom('shares').select('id').where('album_id', '=', albumId).execute()
      await renewGrants(
        showing.map(({ id }) => id),
        within,
      )
    },

    /** Whoever watches one of these files by a share asks anew. */
    renewOfFiles: async (files: readonly string[], within: Database): Promise<void> => {
      const showing = await within
        .selectFrom('shares')
        .select('shares.id')
        .where((share) =>
          share.or([
            share(
              'shares.id',
              'in',
              share.selectFrom('share_files').select('share_id').where('file_id', 'in', files),
            ),
            share(
              'album_id',
              'in',
              share.selectFrom('album_files').select('album_files.album_id').where('file_id', 'in', files),
            ),
            share(
              'album_group_id',
              'in',
              share
                .selectFrom('files')
                .select('media_group_id')
                .where('files.id', 'in', files)
                .where('media_group_id', 'is not', null),
            ),
          ]),
        )
        .execute()
      await renewGrants(
        showing.map(({ id }) => id),
        within,
      )
    },

    /**
     * Withdraws the links of shares that ended by themselves: the day came, or whoever made them may share no more. Called
     * each time that workers ask whose access was withdrawn, so it needs no clock of its own.
     */
    withdrawEnded: async (): Promise<void> => {
      const over = await database
        .selectFrom('shares')
        .innerJoin('accounts', 'accounts.id', 'shares.account_id')
        .select('shares.id')
        .where('grant_id', 'is not', null)
        .where((row) => row.not(isOpen(now())(row)))
        .execute()
      if (over.length === 0) return
      const ids = over.map(({ id }) => id)
      await database.transaction().execute(async (transaction) => {
        await withdraw(grantsOf(await lockGrants(ids, transaction)), transaction)
        await transaction.updateTable('shares').set({ grant_id: null }).where('id', 'in', ids).execute()
      })
    },
  }
}

/** The grants as they are, held until the transaction ends: where two backends share a database, neither misses the other's. */
const lockGrants = (ids: string[], transaction: Database) =>
  transaction
    .updateTable('shares')
    .set({ views: sql<number>`views` })
    .where('id', 'in', ids)
    .returning('grant_id')
    .execute()

const grantsOf = (rows: { grant_id: string | null }[]): string[] =>
  rows.flatMap(({ grant_id }) => (grant_id === null ? [] : [grant_id]))

export type Shares = ReturnType<typeof createShares>
