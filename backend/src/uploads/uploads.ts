// Uploads as people see them: begun, gone on with, watched, cancelled. A row is there before Telegram hears of anything, with the
// random_id under which the message will be sent; so whoever is killed when, one message comes of it (R18).
import { randomBytes } from 'node:crypto'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { PublicError } from '@gramreel/contracts/errors'
import type { LinkFile } from '@gramreel/contracts/links'
import {
  PHOTO_MAX_BYTES,
  UPLOAD_KEPT_SECONDS,
  UPLOAD_PART_BYTES,
  UPLOAD_PARTS,
  type BegunUpload,
  type BeginUpload,
  type UploadItem,
  type UploadLink,
} from '@gramreel/contracts/uploads'
import type { Database } from '../storage/database.ts'
import type { UploadRow } from '../storage/schema.ts'
import { choicesOf } from './upload-channels.ts'
import type { createUploadLimits } from './upload-limits.ts'
import { isOpen, toUploadItem, type OpenUploadRow } from './upload-rows.ts'

/** `grant`: what allows it, see links/grants.ts. */
export type Uploader = { account: string; grant: string; isOwner: boolean }
export type UploadWorker = { id: string; url: string; botId: number }

export type Channel = { chat: string; botId: number; title: string }

export type UploadParts = {
  database: Database
  limits: ReturnType<typeof createUploadLimits>
  /** Who takes the bytes: the one that has begun with it, if it is still there. */
  chooseWorker: (wanted: { workerId?: string; botId: number }) => Promise<UploadWorker | undefined>
  writeLink: (
    worker: UploadWorker,
    id: string,
    file: LinkFile,
    grant: string,
  ) => { url: string; expiresAt: Date }
  /** Where posts are taken from, and so where files may go, each with a bot that is there; the best one first. */
  channels: () => Promise<readonly Channel[]>
  /** Undefined for one that is not, or no longer, there. */
  findItem: (id: string) => Promise<FileItem | undefined>
  /** Takes it out of the trash. */
  restore: (id: string) => Promise<void>
  /** Names are chosen by strangers. */
  cleanName: (name: string) => string
  cleanText: (text: string) => string
  /** Seconds since 1970. */
  now: () => number
}

const newId = (): string => randomBytes(16).toString('base64url').slice(0, 21)
/** Not 0, which Telegram takes for none. */
const newRandomId = (): string => String(randomBytes(8).readBigInt64BE() || 1n)

export const createUploads = (parts: UploadParts) => {
  const { database, limits, chooseWorker, now } = parts

  /** Another bot knows nothing of the parts that one saved; what that one may have posted stays its own. */
  const move = async (row: UploadRow, worker: UploadWorker): Promise<void> => {
    if (worker.id === row.worker_id && worker.botId === row.bot_id) return
    const isSameBot = worker.botId === row.bot_id
    if (!isSameBot && row.stage !== 'receiving')
      throw new PublicError('no_upload_worker', `bot ${row.bot_id} has no worker, for upload ${row.id}`)
    await database
      .updateTable('uploads')
      .set({ worker_id: worker.id, bot_id: worker.botId, ...(!isSameBot && { received: 0, chain: null }) })
      .where('id', '=', row.id)
      .execute()
  }

  const linkOf = async (row: UploadRow, grant: string): Promise<UploadLink> => {
    const worker = await chooseWorker({ workerId: row.worker_id, botId: row.bot_id })
    if (!worker) throw new PublicError('no_upload_worker', `for upload ${row.id}`)
    await move(row, worker)
    // There is no message yet. In a channel, 1 is the message that tells of its creation, and no file.
    const file = { chat: row.chat_id, msg: 1, size: row.size, mime: row.mime, name: row.name }
    const { url, expiresAt } = parts.writeLink(worker, row.id, file, grant)
    return { url, expiresAt: expiresAt.toISOString() }
  }

  /** The asker's own, whatever its stage; throws upload_not_found. */
  const find = async ({ account }: Uploader, id: string): Promise<OpenUploadRow> => {
    const row = await database.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst()
    if (!isOpen(row) || row.account_id !== account) throw new PublicError('upload_not_found', `upload ${id}`)
    return row
  }

  /** Items of the same content that came in this way before. */
  const findPosted = async ({ fingerprint, size }: BeginUpload): Promise<FileItem[]> => {
    if (fingerprint === undefined) return []
    const rows = await database
      .selectFrom('uploads')
      .select('file_id')
      .where('fingerprint', '=', fingerprint)
      .where('size', '=', size)
      .where('stage', '=', 'done')
      .execute()
    const ids = new Set(rows.flatMap(({ file_id: id }) => (id === null ? [] : [id])))
    return (await Promise.all([...ids].map(parts.findItem))).filter((item) => item !== undefined)
  }

  /** Who sends what is in the trash wants it to be there: so it is taken out, unless another one is there. */
  const findExisting = async (wish: BeginUpload): Promise<BegunUpload | undefined> => {
    const items = await findPosted(wish)
    const shown = items.find(({ trashedAt }) => trashedAt === undefined)
    const [trashed] = items
    if (shown) return { kind: 'exists', file: shown }
    if (!trashed) return undefined
    await parts.restore(trashed.id)
    const file = await parts.findItem(trashed.id)
    return file && { kind: 'exists', file, isRestored: true }
  }

  /** What the same person began with the same file and did not end. */
  const findUnfinished = async ({ account }: Uploader, { fingerprint, size }: BeginUpload) => {
    if (fingerprint === undefined) return undefined
    const row = await database
      .selectFrom('uploads')
      .selectAll()
      .where('account_id', '=', account)
      .where('fingerprint', '=', fingerprint)
      .where('size', '=', size)
      .where('stage', 'in', ['receiving', 'posting'])
      .executeTakeFirst()
    return isOpen(row) ? row : undefined
  }

  /** The largest message number that is known of the chat, which every later message is above. */
  const lastMessage = async (chat: string): Promise<number> => {
    const row = await database
      .selectFrom('files')
      .select(({ fn }) => fn.max('message_id').as('last'))
      .where('chat_id', '=', chat)
      .executeTakeFirst()
    return row?.last ?? 0
  }

  /** Where it goes; throws no_channel, and forbidden for a chat that is not ours. */
  const chooseChannel = async (wanted: string | undefined): Promise<Channel> => {
    const channels = await parts.channels()
    const channel = wanted === undefined ? channels[0] : channels.find(({ chat }) => chat === wanted)
    if (channel) return channel
    throw wanted === undefined
      ? new PublicError('no_channel', 'an upload')
      : new PublicError('forbidden', `chat ${wanted} is not one of ours`)
  }

  const maxBytesOf = async (worker: string): Promise<number> => {
    const row = await database
      .selectFrom('upload_workers')
      .select('max_bytes')
      .where('worker_id', '=', worker)
      .executeTakeFirst()
    return row?.max_bytes ?? UPLOAD_PARTS * UPLOAD_PART_BYTES
  }

  const insert = async (uploader: Uploader, wish: BeginUpload): Promise<OpenUploadRow> => {
    const { chat, botId } = await chooseChannel(wish.chat)
    const worker = await chooseWorker({ botId })
    if (!worker) throw new PublicError('no_upload_worker', `an upload by bot ${botId}`)
    const isPhoto = wish.as === 'photo' && wish.mime.startsWith('image/')
    const maxBytes = isPhoto ? PHOTO_MAX_BYTES : await maxBytesOf(worker.id)
    if (wish.size > maxBytes) throw new PublicError('upload_too_large', `${wish.size} bytes`)
    const row: OpenUploadRow = {
      id: newId(),
      account_id: uploader.account,
      worker_id: worker.id,
      bot_id: worker.botId,
      chat_id: chat,
      name: parts.cleanName(wish.name),
      mime: wish.mime,
      size: wish.size,
      caption: parts.cleanText(wish.caption ?? ''),
      sent_as: isPhoto ? 'photo' : 'file',
      width: wish.width ?? null,
      height: wish.height ?? null,
      duration_seconds: wish.durationSeconds ?? null,
      thumbnail: wish.thumbnail ?? null,
      fingerprint: wish.fingerprint ?? null,
      random_id: newRandomId(),
      received: 0,
      chain: null,
      stage: 'receiving',
      failure: null,
      media_id: null,
      media: null,
      after_message: await lastMessage(chat),
      file_id: null,
      created_at: now(),
      touched_at: now(),
    }
    await database.insertInto('uploads').values(row).execute()
    if (uploader.isOwner) return row
    try {
      // After it is in, so that of two at once not both can slip through.
      await limits.check(uploader.account)
    } catch (error) {
      await database.deleteFrom('uploads').where('id', '=', row.id).execute()
      throw error
    }
    return row
  }

  return {
    /**
     * The same file again is the item that is there, or the upload that was begun. Throws no_upload_worker, no_channel,
     * upload_too_large, upload_limit, uploads_under_way.
     */
    begin: async (uploader: Uploader, wish: BeginUpload): Promise<BegunUpload> => {
      const existing = await findExisting(wish)
      if (existing) return existing
      const row = (await findUnfinished(uploader, wish)) ?? (await insert(uploader, wish))
      return { kind: 'upload', upload: toUploadItem(row), ...(await linkOf(row, uploader.grant)) }
    },

    /** Throws upload_not_found. */
    item: async (uploader: Uploader, id: string): Promise<UploadItem> =>
      toUploadItem(await find(uploader, id)),

    /** Throws upload_not_found, no_upload_worker. */
    link: async (uploader: Uploader, id: string): Promise<UploadLink> =>
      linkOf(await find(uploader, id), uploader.grant),

    /** The asker's own that are not done. */
    list: async ({ account }: Uploader): Promise<UploadItem[]> => {
      const rows = await database
        .selectFrom('uploads')
        .selectAll()
        .where('account_id', '=', account)
        .where('stage', 'in', ['receiving', 'posting', 'failed'])
        .orderBy('created_at')
        .limit(1000)
        .execute()
      return rows.filter(isOpen).map(toUploadItem)
    },

    /** Throws upload_not_found; upload_posting once Telegram has it all, since then a message may be there. */
    cancel: async (uploader: Uploader, id: string): Promise<void> => {
      await find(uploader, id)
      const { numUpdatedRows } = await database
        .updateTable('uploads')
        .set((row) => ({ stage: 'cancelled', size: row.ref('received'), thumbnail: null }))
        .where('id', '=', id)
        .where('stage', 'in', ['receiving', 'failed'])
        .executeTakeFirst()
      if (numUpdatedRows === 0n) throw new PublicError('upload_posting', `upload ${id}`)
    },

    /** Where uploads may go, each channel once. */
    channels: async () => choicesOf(await parts.channels()),

    /** Forgets what nobody went on with for a day. */
    sweep: async (): Promise<void> => {
      await database
        .deleteFrom('uploads')
        .where('stage', 'in', ['receiving', 'failed', 'cancelled'])
        .where('touched_at', '<', now() - UPLOAD_KEPT_SECONDS)
        .execute()
    },
  }
}

export type Uploads = ReturnType<typeof createUploads>
