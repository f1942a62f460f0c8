// Out of sight, and still in Telegram: nothing is ever deleted by itself (ADR 27). Deleted for good means gone from Telegram;
// what could not be deleted there stays in the trash, with the reason.
import type { DeleteAnswer, DeleteFailure, DeleteFiles } from '@gramreel/contracts/library'
import { PublicError } from '@gramreel/contracts/errors'
import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'

type Parts = {
  database: Database
  /** Deletes its message; answers why it could not. */
  deleteMessage: (row: FileRow) => Promise<DeleteFailure | undefined>
  /** Whoever watches one of these by a share is stopped: in the same transaction. */
  stopGuests: (files: readonly string[], within: Database) => Promise<void>
  /** Told, in the same transaction, of what is not there any more. */
  matchCaptions: (within: Database, ids: readonly string[]) => Promise<void>
  /** Removes the small pictures of it that are kept here. */
  forgetPictures: (row: FileRow) => Promise<void>
  onChange: () => void
  /** Seconds since 1970. */
  now?: () => number
  /** A request goes on with the next item until this long has passed, milliseconds. */
  patienceMs?: number
}

/** Proxies give up on an answer after a minute. */
const PATIENCE_MS = 20_000

const WORDS: Record<DeleteFailure, string> = {
  no_right:
    'The bot may not delete this message. Let it delete messages in the channel’s settings, or delete it in Telegram.',
  no_bot: 'No bot of the gallery is in this chat any more, so only Telegram itself can delete this.',
  wait: 'Telegram asks us to wait a little. Please try again in a moment.',
  unreachable: 'Telegram cannot be reached right now. Please try again in a moment.',
}

type Place = Pick<FileRow, 'posted_at' | 'number'>

/** As of a file that has none, and of which none can be made. */
const NO_PICTURES = {
  thumbnail_file_id: null,
  thumbnail_unique_id: null,
  made_thumbnail: null,
  thumbhash: '',
  sprites: '',
}

const seconds = () => Math.floor(Date.now() / 1000)

const setTrashed = async (files: readonly string[], at: number | null, within: Database): Promise<void> => {
  await within
    .updateTable('files')
    .set({ trashed_at: at })
    .where('id', 'in', files)
    .where('deleted_at', 'is', null)
    .where('trashed_at', at === null ? 'is not' : 'is', null)
    .execute()
}

export const createTrash = (parts: Parts) => {
  const { database, deleteMessage, stopGuests, onChange } = parts
  const { now = seconds, patienceMs = PATIENCE_MS } = parts

  /** What is in the trash now, behind this place. */
  const inTrash = (files: readonly string[] | undefined, after: Place | undefined) =>
    database
      .selectFrom('files')
      .where('trashed_at', 'is not', null)
      .where('deleted_at', 'is', null)
      .$if(files !== undefined, (rows) => rows.where('id', 'in', files ?? []))
      .$if(after !== undefined, (rows) =>
        rows.where(sql<boolean>`(posted_at, number) < (${after?.posted_at ?? 0}, ${after?.number ?? 0})`),
      )

  const first = (files: readonly string[] | undefined, after: Place | undefined) =>
    inTrash(files, after)
      .selectAll()
      .orderBy('posted_at', 'desc')
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst()

  const count = async (files: readonly string[] | undefined, after: Place | undefined): Promise<number> => {
    const { total } = await inTrash(files, after)
      .select((row) => row.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return total
  }

  /** Throws file_not_found. */
  const placeOf = async (id: string): Promise<Place> => {
    const place = await database
      .selectFrom('files')
      .select(['posted_at', 'number'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (!place) throw new PublicError('file_not_found', `file ${id}, behind which to go on`)
    return place
  }

  /** Deleted in Telegram, so in nobody's albums and marks any more; and no picture of it is left. */
  const forget = async (row: FileRow): Promise<void> => {
    const { id } = row
    await database.transaction().execute(async (transaction) => {
      await transaction
        .updateTable('files')
        .set({ deleted_at: now(), trashed_at: null, inspected_at: now(), ...NO_PICTURES })
        .where('id', '=', id)
        .execute()
      for (const table of ['album_files', 'favourites', 'positions'] as const)
        await transaction.deleteFrom(table).where('file_id', '=', id).execute()
      await parts.matchCaptions(transaction, [id])
    })
    await parts.forgetPictures(row)
  }

  return {
    put: async (files: readonly string[]): Promise<void> => {
      await database.transaction().execute(async (transaction) => {
        await setTrashed(files, now(), transaction)
        await stopGuests(files, transaction)
      })
      onChange()
    },

    restore: async (files: readonly string[]): Promise<void> => {
      await setTrashed(files, null, database)
      onChange()
    },

    /**
     * One after another: Telegram counts calls. Each is looked for just before: somebody may have restored it meanwhile.
     * Throws bad_request, or file_not_found.
     */
    deleteForGood: async ({ files, all, after }: DeleteFiles): Promise<DeleteAnswer> => {
      if ((files === undefined) === (all === undefined))
        throw new PublicError('bad_request', 'either some files, or all')
      const until = performance.now() + patienceMs
      const answer: DeleteAnswer = { deleted: 0, failed: [], left: 0, next: null }
      let place = after === undefined ? undefined : await placeOf(after)
      for (;;) {
        const row = await first(files, place)
        if (!row) break
        place = row
        const reason = await deleteMessage(row)
        if (reason === undefined) {
          await forget(row)
          answer.deleted += 1
        } else answer.failed.push({ id: row.id, name: row.name, reason, message: WORDS[reason] })
        if (performance.now() > until || reason === 'wait' || reason === 'unreachable') {
          answer.left = await count(files, place)
          answer.next = answer.left > 0 ? row.id : null
          break
        }
      }
      onChange()
      return answer
    },
  }
}

export type Trash = ReturnType<typeof createTrash>
