// Users, bots, channels and who is in them.
import type { Bot, Channel, ChatId, MemberStatus, User, World } from '../world.ts'
import { type Database } from './database.ts'
import { bodyOf, fromJson, textOf, toJson } from './json.ts'
import { randomChannelId, randomLong, randomTokenSecret, randomUserId } from './random.ts'

export type People = Pick<
  World,
  | 'user'
  | 'bots'
  | 'botByToken'
  | 'addBot'
  | 'addUser'
  | 'channel'
  | 'channels'
  | 'addChannel'
  | 'memberStatus'
  | 'members'
  | 'mayDelete'
  | 'setMayDelete'
  | 'setMember'
> & {
  /** Bots that administer the channel, and so see its posts. */
  botsOf: (chat: ChatId) => number[]
}

const STATUSES: readonly MemberStatus[] = ['creator', 'administrator', 'member', 'left', 'kicked']

const statusOf = (row: Record<string, unknown> | undefined): MemberStatus =>
  STATUSES.find((status) => status === row?.['status']) ?? 'left'

export function createPeople(database: Database, now: () => number): People {
  const oneUser = database.prepare('SELECT body FROM users WHERE id = ?')
  const oneToken = database.prepare('SELECT body FROM users WHERE token = ?')
  const allBots = database.prepare('SELECT body FROM users WHERE token IS NOT NULL ORDER BY rowid')
  const newUser = database.prepare('INSERT INTO users (id, token, body) VALUES (?, ?, ?)')
  const oneChannel = database.prepare('SELECT body FROM channels WHERE id = ?')
  const allChannels = database.prepare('SELECT body FROM channels ORDER BY rowid')
  const newChannel = database.prepare('INSERT INTO channels (id, body) VALUES (?, ?)')
  const oneMember = database.prepare('SELECT status FROM members WHERE chat = ? AND user = ?')
  const oneRight = database.prepare('SELECT may_delete FROM members WHERE chat = ? AND user = ?')
  const newRight = database.prepare('UPDATE members SET may_delete = ? WHERE chat = ? AND user = ?')
  const allMembers = database.prepare('SELECT user, status FROM members WHERE chat = ? ORDER BY user')
  const newMember = database.prepare('INSERT OR REPLACE INTO members (chat, user, status) VALUES (?, ?, ?)')
  const chatBots = database.prepare(
    `SELECT users.id AS id FROM members JOIN users ON users.id = members.user
     WHERE chat = ? AND status IN ('creator', 'administrator') AND token IS NOT NULL ORDER BY users.id`,
  )

  return {
    user: (id) => bodyOf<User>(oneUser.get(id)),
    bots: () => allBots.all().map((row) => fromJson<Bot>(textOf(row, 'body'))),
    botByToken: (token) => bodyOf<Bot>(oneToken.get(token)),
    addBot({ firstName, username, id, token, isPremium }) {
      const botId = id ?? (token === undefined ? randomUserId() : Number(token.split(':')[0]))
      const botToken = token ?? `${botId}:${randomTokenSecret()}`
      if (!botToken.startsWith(`${botId}:`))
        throw new Error(`The token of bot ${botId} must begin with ${botId}:`)
      const bot: Bot = {
        id: botId,
        accessHash: randomLong(),
        isBot: true,
        firstName,
        username,
        token: botToken,
        ...(isPremium === true && { isPremium }),
      }
      newUser.run(botId, botToken, toJson(bot))
      return bot
    },
    addUser({ id, ...names }) {
      const user: User = { id: id ?? randomUserId(), accessHash: randomLong(), isBot: false, ...names }
      newUser.run(user.id, null, toJson(user))
      return user
    },
    channel: (id) => bodyOf<Channel>(oneChannel.get(id)),
    channels: () => allChannels.all().map((row) => fromJson<Channel>(textOf(row, 'body'))),
    addChannel({ id, ...names }) {
      const channel: Channel = {
        id: id ?? randomChannelId(),
        accessHash: randomLong(),
        createdAt: Math.floor(now() / 1000),
        ...names,
      }
      newChannel.run(channel.id, toJson(channel))
      return channel
    },
    memberStatus: (chat, user) => statusOf(oneMember.get(chat, user)),
    members: (chat) =>
      allMembers.all(chat).map((row) => ({ user: Number(row['user']), status: statusOf(row) })),
    setMember: (chat, user, status) => void newMember.run(chat, user, status),
    mayDelete: (chat, user) => oneRight.get(chat, user)?.['may_delete'] === 1,
    setMayDelete: (chat, user, mayDelete) => void newRight.run(mayDelete ? 1 : 0, chat, user),
    botsOf: (chat) => chatBots.all(chat).map((row) => Number(row['id'])),
  }
}
