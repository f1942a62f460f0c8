// The one decision about where a player reads from. Guests' links (shares) go through it as well.
import { PublicError } from '@gramreel/contracts/errors'
import type { LinkAnswer, LinkFile } from '@gramreel/contracts/links'
import { DIRECT_MAX_BYTES } from '@gramreel/contracts/limits'
import type { FileRow } from '../storage/schema.ts'
import type { LinkKey } from './link-key.ts'
import { writeStreamLink, type Allowance, type StreamWorker } from './stream-link.ts'

export type DirectUrl = { url: string; expiresAt: Date }

export type LinkParts = {
  key: LinkKey
  /** Who streams this file, and by which bot: undefined when nobody can. */
  chooseWorker: (row: FileRow) => Promise<(StreamWorker & { botId: number | undefined }) | undefined>
  /** DIRECT_LINKS: a direct URL holds the bot token, so it is for the bot's owner or for nobody. */
  directLinks: 'owner' | 'never'
  /** Of links to workers; absent: the hour of the contract. */
  lifetimeSeconds?: number | undefined
  /** Who can read this file, by which name. */
  readers: (row: FileRow) => Promise<{ botId: number; fileId: string }[]>
  bots: {
    /** At work. */
    has: (botId: number) => boolean
    /** Undefined: the Bot API does not hand this file out. Throws when it cannot be asked. */
    directUrl: (botId: number, fileId: string) => Promise<DirectUrl | undefined>
  }
}

export type Asker = Allowance & { isOwner: boolean }

const FILE_ID = /^[A-Za-z0-9_-]{10,300}$/

/** `fileId`: as the worker's bot calls it; without it the worker finds the file by its message. */
export const toLinkFile = (row: FileRow, fileId = ''): LinkFile => ({
  ...(FILE_ID.test(fileId) && { fid: fileId }),
  chat: row.chat_id,
  msg: row.message_id,
  size: row.size,
  mime: row.mime,
  name: row.name,
})

/**
 * Direct for at most 20 MiB asked for by the owner, by the worker for all else. Where the Bot API refuses or fails, the
 * worker takes over: its answer tells a deleted file from a bot that was put out of the channel.
 * Throws file_deleted, no_worker, or telegram_failed when no worker could take over.
 */
export const createLinkIssuer = ({
  key,
  chooseWorker,
  directLinks,
  lifetimeSeconds,
  readers,
  bots,
}: LinkParts) => {
  const findDirect = async (row: FileRow, asker: Asker): Promise<DirectUrl | undefined> => {
    const isAllowed = asker.isOwner && directLinks === 'owner'
    if (!isAllowed || row.size > DIRECT_MAX_BYTES) return undefined
    const reader = (await readers(row)).find(({ botId }) => bots.has(botId))
    if (!reader) return undefined
    try {
      return await bots.directUrl(reader.botId, reader.fileId)
    } catch (error) {
      if (await chooseWorker(row)) return undefined
      throw error
    }
  }

  return async (row: FileRow, asker: Asker): Promise<LinkAnswer> => {
    if (row.deleted_at !== null) throw new PublicError('file_deleted', `a link to file ${row.id}`)
    const about = { mime: row.mime, size: row.size, name: row.name }
    const direct = await findDirect(row, asker)
    if (direct)
      return { kind: 'direct', url: direct.url, expiresAt: direct.expiresAt.toISOString(), ...about }
    const worker = await chooseWorker(row)
    if (!worker) throw new PublicError('no_worker', `a link to file ${row.id}`)
    const reader = (await readers(row)).find(({ botId }) => botId === worker.botId)
    const file = toLinkFile(row, reader?.fileId)
    const { url, expiresAt } = writeStreamLink(key, worker, row.id, file, { ...asker, lifetimeSeconds })
    return { kind: 'stream', url, expiresAt: expiresAt.toISOString(), ...about }
  }
}

export type IssueLink = ReturnType<typeof createLinkIssuer>
