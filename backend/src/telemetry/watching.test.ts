import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { noRelay, type News, type Relay } from '../live/relay.ts'
import { createWatching, type Watcher } from './watching.ts'

const aWatcher = (fields: Partial<Watcher> = {}): Watcher => ({
  sid: randomUUID(),
  person: { account: 'anna' },
  file: 'V1StGXR8_Z5jdHi6B-myT',
  state: 'p',
  browser: 'Firefox on Linux',
  ...fields,
})

test('whoever plays is there until 75 s after the last word', () => {
  let now = 0
  const watching = createWatching({ relay: noRelay, nowMs: () => now })
  const watcher = aWatcher()
  watching.note(watcher)
  now = 70_000
  watching.note({ ...watcher, state: 'r' })
  now = 140_000
  expect(watching.list()).toEqual([{ ...watcher, state: 'r', since: 0 }])
  now = 145_001
  expect(watching.list()).toEqual([])
})

test.each(['e', 'q', 'f'] as const)('whoever has come to %s is gone at once', (state) => {
  const watching = createWatching({ relay: noRelay })
  const watcher = aWatcher()
  watching.note(watcher)
  watching.note({ ...watcher, state })
  expect(watching.list()).toEqual([])
})

test('backends tell one another, and believe nothing that has another form', () => {
  const ears: ((news: News) => void)[] = []
  const relay: Relay = {
    tell: (news) => ears.forEach((ear) => ear(JSON.parse(JSON.stringify(news)))),
    listen: (onNews) => void ears.push(onNews),
    close: async () => {},
  }
  const [here, there] = [createWatching({ relay }), createWatching({ relay })]
  const watcher = aWatcher()
  here.note(watcher)
  expect(there.list()).toMatchObject([watcher])
  relay.tell({ watching: { ...watcher, sid: 'x' } })
  relay.tell({ watching: null })
  expect(there.list()).toHaveLength(1)
  there.note({ ...watcher, state: 'q' })
  expect(here.list()).toEqual([])
})

test('memory is bounded, whoever comes', () => {
  const watching = createWatching({ relay: noRelay })
  for (let i = 0; i < 1_500; i++) watching.note(aWatcher())
  expect(watching.list()).toHaveLength(1_000)
})
