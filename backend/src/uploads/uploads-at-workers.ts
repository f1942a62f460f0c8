// Uploads as workers see them: what is to be taken, how far it is, whose turn it is to be posted, what came of it. A worker sees
// and changes only what goes through it.
import { PublicError } from '@gramreel/contracts/errors'
import type {
  KeepMedia,
  PostedUpload,
  UploadedMedia,
  UploadFailure,
  UploadJob,
  UploadProgress,
  UploadTurn,
} from '@gramreel/contracts/uploads'
import type { Database } from '../storage/database.ts'
import type { PostedFile } from '../storage/schema.ts'
import { boxOf, postedFileOf } from './posted-file.ts'
import { isOpen, mediaOf, toUploadJob, type OpenUploadRow } from './upload-rows.ts'

type Parts = {
  database: Database
  save: (files: PostedFile[]) => Promise<void>
  /** Takes the item out of the trash, if it is there. False when it is gone from the catalogue. */
  bringBack: (fileId: string) => Promise<boolean>
  onPosted: () => void
  /** Seconds since 1970. */
  now: () => number
}

type Name = { workerId: string; id: string }

const MOST_UNPOSTED = 1000

export const createUploadsAtWorkers = ({ database, save, bringBack, onPosted, now }: Parts) => {
  const read = (id: string) =>
    database.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst()

  /** Throws upload_not_found, which tells the worker to forget it. */
  const find = async ({ workerId, id }: Name): Promise<OpenUploadRow> => {
    const row = await read(id)
    if (!isOpen(row) || row.worker_id !== workerId) throw new PublicError('upload_not_found', `upload ${id}`)
    return row
  }

  const update = (id: string) =>
    database
      .updateTable('uploads')
      .set({ touched_at: now() })
      .where('id', '=', id)
      .where('stage', 'in', ['receiving', 'posting'])

  const finish = async (row: OpenUploadRow, fileId: string): Promise<void> => {
    await update(row.id)
      .set({
        stage: 'done',
        file_id: fileId,
        fingerprint: row.chain,
        thumbnail: null,
        media: null,
        media_id: null,
      })
      .execute()
  }

  /** Who posts this content: the first that asked, unless nothing comes of it any more. */
  const claim = async (row: OpenUploadRow): Promise<string> => {
    const content = `${row.size} ${row.chain}`
    await database
      .insertInto('upload_claims')
      .values({ content, upload_id: row.id })
      .onConflict((conflict) => conflict.column('content').doNothing())
      .execute()
    const holder = await database
      .selectFrom('upload_claims')
      .select('upload_id')
      .where('content', '=', content)
      .executeTakeFirstOrThrow()
    return holder.upload_id
  }

  const takeOver = async (row: OpenUploadRow, from: string): Promise<boolean> => {
    const { numUpdatedRows } = await database
      .updateTable('upload_claims')
      .set({ upload_id: row.id })
      .where('content', '=', `${row.size} ${row.chain}`)
      .where('upload_id', '=', from)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  const itemAt = (row: OpenUploadRow, messageId: number) =>
    database
      .selectFrom('files')
      .select('id')
      .where('box', '=', boxOf(row))
      .where('chat_id', '=', row.chat_id)
      .where('message_id', '=', messageId)
      .executeTakeFirst()

  return {
    /** Notes what the worker takes; answers what is at Telegram and not posted. */
    offer: async (workerId: string, maxBytes: number): Promise<string[]> => {
      await database
        .insertInto('upload_workers')
        .values({ worker_id: workerId, max_bytes: maxBytes })
        .onConflict((conflict) => conflict.column('worker_id').doUpdateSet({ max_bytes: maxBytes }))
        .execute()
      const rows = await database
        .selectFrom('uploads')
        .select('id')
        .where('worker_id', '=', workerId)
        .where('stage', '=', 'posting')
        .limit(MOST_UNPOSTED)
        .execute()
      return rows.map(({ id }) => id)
    },

    job: async (name: Name): Promise<UploadJob> => toUploadJob(await find(name)),

    /** Also backwards, when Telegram lost a part. */
    progress: async (name: Name, { received, chain }: UploadProgress): Promise<void> => {
      const row = await find(name)
      if (received > row.size || row.stage === 'done' || row.stage === 'failed')
        throw new PublicError('upload_not_found', `upload ${row.id} is ${row.stage}`)
      const stage = received === row.size ? 'posting' : 'receiving'
      await update(row.id).set({ received, chain, stage }).execute()
    },

    turn: async (name: Name): Promise<UploadTurn> => {
      const row = await find(name)
      if (row.stage !== 'posting') return { turn: 'over' }
      const holder = await claim(row)
      if (holder === row.id) return { turn: 'post' }
      const other = await read(holder)
      if (other?.stage === 'receiving' || other?.stage === 'posting') return { turn: 'wait' }
      if (other?.stage === 'done' && other.file_id !== null && (await bringBack(other.file_id))) {
        await finish(row, other.file_id)
        return { turn: 'over' }
      }
      return { turn: (await takeOver(row, holder)) ? 'post' : 'wait' }
    },

    /** Of two instances that had Telegram make a file of one upload, the first wins. */
    keepMedia: async (name: Name, { media, replaces }: KeepMedia): Promise<UploadedMedia> => {
      const row = await find(name)
      await update(row.id)
        .set({ media_id: media.id, media: JSON.stringify(media) })
        .where('media_id', replaces === null ? 'is' : '=', replaces)
        .execute()
      return mediaOf(await find(name)) ?? media
    },

    /** Once or often: one row comes of it, and one that is there already is not touched. */
    posted: async (name: Name, posted: PostedUpload): Promise<void> => {
      const row = await find(name)
      if (row.stage !== 'posting') return
      if (!(await itemAt(row, posted.messageId))) await save([postedFileOf(row, posted)])
      const item = await itemAt(row, posted.messageId)
      if (!item) throw new Error(`message ${posted.messageId} is not in the catalogue`)
      await finish(row, item.id)
      onPosted()
    },

    failed: async (name: Name, failure: UploadFailure): Promise<void> => {
      const row = await find(name)
      await update(row.id).set({ stage: 'failed', failure, thumbnail: null }).execute()
    },
  }
}

export type UploadsAtWorkers = ReturnType<typeof createUploadsAtWorkers>
