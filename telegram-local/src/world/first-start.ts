// What a new world begins with: an application's id, a bot, its channel, and a person who posts there.
import { randomBytes, randomInt } from 'node:crypto'
import type { Bot, Channel, User } from '../world.ts'
import { type Database, inTransaction } from './database.ts'
import type { Facts } from './facts.ts'
import type { People } from './people.ts'

export type Beginning = {
  apiId: number
  apiHash: string
  secret: Buffer
  defaultBot: Bot
  defaultChannel: Channel
  defaultUser: User
}

/** Makes the beginning on the first start, and finds it on every other. */
export function beginning(database: Database, people: People, settings: Facts): Beginning {
  if (settings.get('apiId') === undefined) inTransaction(database, () => makeBeginning(people, settings))
  const setting = (name: string) => found(settings.get(name), name)
  return {
    apiId: Number(setting('apiId')),
    apiHash: setting('apiHash'),
    secret: Buffer.from(setting('secret'), 'hex'),
    defaultBot: found(people.botByToken(setting('defaultBotToken')), 'the first bot'),
    defaultChannel: found(people.channel(Number(setting('defaultChannel'))), 'the first channel'),
    defaultUser: found(people.user(Number(setting('defaultUser'))), 'the first user'),
  }
}

function makeBeginning(people: People, settings: Facts): void {
  const bot = people.addBot({ firstName: 'Gramreel', username: 'gramreel_local_bot' })
  const user = people.addUser({ firstName: 'Ada', lastName: 'Post', username: 'ada_post' })
  const channel = people.addChannel({ title: 'Film roll' })
  people.setMember(channel.id, user.id, 'creator')
  people.setMember(channel.id, bot.id, 'administrator')
  settings.set('apiHash', randomBytes(16).toString('hex'))
  settings.set('secret', randomBytes(32).toString('hex'))
  settings.set('defaultBotToken', bot.token)
  settings.set('defaultChannel', String(channel.id))
  settings.set('defaultUser', String(user.id))
  settings.set('apiId', String(100_000 + randomInt(20_000_000)))
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`world.db has lost ${what}`)
  return value
}
