import type { Channel, ConnectedBot } from '@gramreel/contracts/bots'
import type { WorkerItem } from '@gramreel/contracts/worker-list'
import { expect, test } from 'vitest'
import {
  after,
  before,
  bestWorker,
  channelsOf,
  firstOpen,
  isDone,
  placeOf,
  workingChannel,
} from './setup-steps.ts'

const channel: Channel = {
  chat: '-1001',
  title: 'Holidays',
  kind: 'channel',
  decision: 'accepted',
  isNamed: false,
  problem: null,
  mayPost: true,
  mayDelete: true,
  waiting: 0,
  missed: 0,
}
const bot: ConnectedBot = {
  id: 7,
  username: 'our_bot',
  state: 'ok',
  delivery: 'polling',
  isNamed: false,
  channels: [channel],
}
const worker: WorkerItem = {
  id: 'a',
  name: 'At home',
  workerId: 'a',
  url: 'https://worker.example',
  botUsername: 'our_bot',
  version: '1',
  state: 'ok',
  isFull: false,
  codeExpiresAt: null,
  problem: null,
  sentBytes: null,
  allowanceBytes: null,
  checks: [],
  checkedAt: null,
}

test('somebody who comes back goes on at the first step that is not done', () => {
  expect(firstOpen({ bots: [], workers: [worker] })).toBe('bot')
  expect(firstOpen({ bots: [{ ...bot, state: 'refused' }], workers: [] })).toBe('bot')
  expect(firstOpen({ bots: [{ ...bot, channels: [] }], workers: [] })).toBe('channel')
  expect(firstOpen({ bots: [bot], workers: [{ ...worker, state: 'expected', url: null }] })).toBe('worker')
  expect(firstOpen({ bots: [bot], workers: [worker] })).toBe('ready')
})

const isChannelDone = (changed: Partial<Channel>) =>
  isDone('channel', { bots: [{ ...bot, channels: [{ ...channel, ...changed }] }], workers: [] })

test('a channel counts once it is accepted and the bot hears what is posted there', () => {
  expect(isChannelDone({})).toBe(true)
  expect(isChannelDone({ decision: 'found' })).toBe(false)
  expect(isChannelDone({ problem: 'not_administrator' })).toBe(false)
  expect(isChannelDone({ kind: 'private' })).toBe(false)
})

test('the channel that works is the first of the list, and what is ignored is not in it', () => {
  const channels: Channel[] = [
    { ...channel, chat: '-1', decision: 'ignored' },
    { ...channel, chat: '-2', decision: 'found' },
    { ...channel, chat: '-3', problem: 'removed' },
    { ...channel, chat: '-4' },
  ]
  const facts = { bots: [{ ...bot, channels }], workers: [] }
  expect(channelsOf(facts).map((each) => each.channel.chat)).toEqual(['-4', '-3', '-2'])
  expect(workingChannel(facts)?.channel.chat).toBe('-4')
})

test('of several workers the one that plays is spoken of, then one that has come at all', () => {
  const waited = { ...worker, id: 'w', state: 'expected', url: null } as const
  const away = { ...worker, id: 'x', state: 'unreachable' } as const
  expect(bestWorker({ bots: [], workers: [waited, away, worker] })?.id).toBe('a')
  expect(bestWorker({ bots: [], workers: [waited, away] })?.id).toBe('x')
  expect(bestWorker({ bots: [], workers: [waited] })?.id).toBe('w')
})

test('the steps follow one another, and other words in the address are no place', () => {
  expect([after('bot'), after('channel'), after('worker'), after('ready')]).toEqual([
    'channel',
    'worker',
    'ready',
    'ready',
  ])
  expect([before('bot'), before('channel'), before('ready')]).toEqual([undefined, 'bot', 'worker'])
  expect([placeOf('worker'), placeOf('ready'), placeOf('x'), placeOf(undefined)]).toEqual([
    'worker',
    'ready',
    undefined,
    undefined,
  ])
})
