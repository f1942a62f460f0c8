// Files of chats about which the owner has not decided yet. Telegram tells each post once, so they are kept aside; but
// anybody can post to a bot, so not without end.
import { WAITING_IN_ALL, WAITING_PER_CHAT } from '@gramreel/contracts/bots'
import { sql, type SqlBool } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { PostedFile } from '../storage/schema.ts'
import type { ChannelKey } from './channels.ts'

const keyOf = ({ bot_id, chat_id }: Pick<PostedFile, keyof ChannelKey>): ChannelKey => ({ bot_id, chat_id })

const hasRoom = async (within: Database, key: ChannelKey): Promise<boolean> => {
  const { total, own } = await within
    .selectFrom('waiting_posts')
    .select((posts) => [
      posts.fn.countAll<number>().as('total'),
      posts.fn
        .countAll<number>()
        .filterWhere((post) => post.and(key))
        .as('own'),
    ])
    .executeTakeFirstOrThrow()
  return total < WAITING_IN_ALL && own < WAITING_PER_CHAT
}

/** Keeps it, or counts it as missed when there is no room. Told again, or edited, it changes what is kept. */
export const keepWaiting = async (within: Database, file: PostedFile): Promise<void> => {
  const key = keyOf(file)
  const { message_id } = file
  const kept = await within
    .selectFrom('waiting_posts')
    .select('message_id')
    .where((post) => post.and({ ...key, message_id }))
    .executeTakeFirst()
  if (!kept && !(await hasRoom(within, key))) {
    await within
      .updateTable('channels')
      .set((channel) => ({ missed: channel('missed', '+', 1) }))
      .where((channel) => channel.and(key))
      .execute()
    return
  }
  const row = { edited_at: file.edited_at ?? 0, post: JSON.stringify(file) }
  await within
    .insertInto('waiting_posts')
    .values({ ...key, message_id, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['bot_id', 'chat_id', 'message_id'])
        .doUpdateSet(row)
        .where(sql<SqlBool>`excluded.edited_at >= waiting_posts.edited_at`),
    )
    .execute()
}

/** An edit took the file out of the message. */
export const dropWaiting = async (
  within: Database,
  key: ChannelKey,
  message: { message_id: number; edited_at: number },
): Promise<void> => {
  await within
    .deleteFrom('waiting_posts')
    .where((post) => post.and({ ...key, message_id: message.message_id }))
    .where('edited_at', '<=', message.edited_at)
    .execute()
}

/** Takes out what waits of a chat, oldest first, for every bot that heard it; of a private chat for this one. */
export const takeWaiting = async (
  within: Database,
  { bot_id, chat_id }: ChannelKey,
): Promise<PostedFile[]> => {
  const isPrivate = !chat_id.startsWith('-')
  const rows = await within
    .deleteFrom('waiting_posts')
    .where('chat_id', '=', chat_id)
    .$if(isPrivate, (posts) => posts.where('bot_id', '=', bot_id))
    .returning(['message_id', 'post'])
    .execute()
  return rows
    .toSorted((one, other) => one.message_id - other.message_id)
    .map(({ post }): PostedFile => JSON.parse(post))
}
