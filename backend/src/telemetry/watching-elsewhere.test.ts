// Two backends on one Postgres: whoever watches through one is seen through the other.
import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { openPostgresRelay } from '../live/postgres-relay.ts'
import type { Relay } from '../live/relay.ts'
import { onPostgres } from '../testing/on-both-databases.ts'
import { createWatching, type Watcher, type Watching } from './watching.ts'

onPostgres(({ create, open }) => {
  test('watching through one backend is seen at the other, and so is its end', async () => {
    const place = await create()
    /** As in a backend: the event hub listens to the same line. */
    const openBackend = async (): Promise<{ watching: Watching; relay: Relay; listens: Promise<void> }> => {
      const database = await open(place)
      const relay = openPostgresRelay({ databaseUrl: place, database, onTrouble: () => {} })
      onTestFinished(() => relay.close())
      const { promise: listens, resolve } = Promise.withResolvers<void>()
      relay.listen(() => {}, resolve)
      return { watching: createWatching({ relay }), relay, listens }
    }
    const [here, there] = await Promise.all([openBackend(), openBackend()])
    await Promise.all([here.listens, there.listens])
    const watcher: Watcher = {
      sid: randomUUID(),
      person: { account: 'anna' },
      file: 'V1StGXR8_Z5jdHi6B-myT',
      state: 'p',
      browser: 'Firefox on Linux',
    }
    here.watching.note(watcher)
    await expect.poll(() => there.watching.list()).toMatchObject([watcher])
    there.watching.note({ ...watcher, state: 'q' })
    await expect.poll(() => here.watching.list()).toEqual([])
  })
})
