// Messages in their boxes. A deleted one keeps its row, so that its number is never given twice.
import type { Media, Message, UpdateKind, World } from '../world.ts'
import { type Database, inTransaction } from './database.ts'
import { fromJson, optionalTextOf, textOf, toJson } from './json.ts'
import type { MediaStore } from './media-store.ts'
import type { UpdateQueue } from './update-queue.ts'

export type Messages = Pick<
  World,
  | 'addMessage'
  | 'message'
  | 'messageInBox'
  | 'lastMessageId'
  | 'editMessage'
  | 'deleteMessage'
  | 'newGroupedId'
>

export type MessagesNeeds = {
  mediaById: (id: bigint) => Media | undefined
  mediaDeleted: MediaStore['messageDeleted']
  updates: UpdateQueue
  botsOf: (chat: number) => number[]
  now: () => number
}

export function createMessages(database: Database, needs: MessagesNeeds): Messages {
  const lastId = database.prepare('SELECT max(id) AS id FROM messages WHERE box = ?')
  const add = database.prepare('INSERT INTO messages (box, id, chat, media, body) VALUES (?, ?, ?, ?, ?)')
  const one = database.prepare('SELECT media, body FROM messages WHERE box = ? AND id = ? AND deleted = 0')
  const change = database.prepare('UPDATE messages SET media = ?, body = ? WHERE box = ? AND id = ?')
  const remove = database.prepare('UPDATE messages SET deleted = 1 WHERE box = ? AND id = ?')
  const seconds = () => Math.floor(needs.now() / 1000)
  let lastGroup = BigInt(needs.now()) << 20n

  const tell = (message: Message, kind: 'new' | 'edited', except: number | undefined): void => {
    const post = message.bot === undefined
    const names: Record<'new' | 'edited', UpdateKind> = post
      ? { new: 'channel_post', edited: 'edited_channel_post' }
      : { new: 'message', edited: 'edited_message' }
    const bots = message.bot === undefined ? needs.botsOf(message.chat) : [message.bot]
    for (const bot of bots) {
      if (bot !== except) needs.updates.add(bot, names[kind], message)
    }
  }
  const messageInBox = (box: number, id: number): Message | undefined => {
    const row = one.get(box, id)
    return row === undefined
      ? undefined
      : messageFrom(textOf(row, 'body'), optionalTextOf(row, 'media'), needs.mediaById)
  }
  const find = (chat: number, id: number, bot?: number): Message | undefined => {
    const message = messageInBox(bot ?? chat, id)
    return message?.chat === chat ? message : undefined
  }
  const lastMessageId = (box: number) => Number(lastId.get(box)?.['id'] ?? 0)

  return {
    addMessage(fields) {
      const message = inTransaction(database, () => {
        const box = fields.bot ?? fields.chat
        const created: Message = {
          text: '',
          entities: [],
          ...fields,
          date: fields.date ?? seconds(),
          id: lastMessageId(box) + 1,
        }
        add.run(box, created.id, created.chat, created.media?.id.toString() ?? null, messageBody(created))
        tell(created, 'new', created.from)
        return created
      })
      needs.updates.announce()
      return message
    },
    message: find,
    messageInBox,
    lastMessageId,
    editMessage(chat, id, { text, entities, by, media }, bot) {
      const edited = inTransaction(database, () => {
        const before = find(chat, id, bot)
        if (before === undefined) return undefined
        const { media: old, ...rest } = before
        const shown = media === undefined ? old : (media ?? undefined)
        const after: Message = {
          ...rest,
          text,
          entities,
          editDate: seconds(),
          ...(shown && { media: shown }),
        }
        change.run(shown?.id.toString() ?? null, messageBody(after), bot ?? chat, id)
        if (old && shown?.id !== old.id) needs.mediaDeleted(old)
        tell(after, 'edited', by)
        return after
      })
      needs.updates.announce()
      return edited
    },
    deleteMessage(chat, id, bot) {
      return inTransaction(database, () => {
        const message = find(chat, id, bot)
        if (message === undefined) return false
        remove.run(bot ?? chat, id)
        if (message.media !== undefined) needs.mediaDeleted(message.media)
        return true
      })
    },
    newGroupedId: () => ++lastGroup,
  }
}

/** The row's JSON; media is kept apart, by id. */
export function messageBody(message: Message): string {
  return toJson({ ...message, media: undefined })
}

export function messageFrom(
  body: string,
  mediaId: string | undefined,
  media: (id: bigint) => Media | undefined,
): Message {
  const message = fromJson<Message>(body)
  const shown = mediaId === undefined ? undefined : media(BigInt(mediaId))
  return shown === undefined ? message : { ...message, media: shown }
}
