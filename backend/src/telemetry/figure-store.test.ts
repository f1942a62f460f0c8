import { FIRST_BYTE_BUCKETS, type WorkerFigures } from '@gramreel/contracts/enrolment'
import { expect, test } from 'vitest'
import { aPlayback } from '../testing/a-playback.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createFigureStore } from './figure-store.ts'

const DAY = 24 * 3600
const NOW = Date.UTC(2026, 10, 28, 12, 34, 56) / 1000

const figures = (fields: Partial<WorkerFigures> = {}): WorkerFigures => ({
  hour: '2026-11-28T12',
  sentBytes: 5_000_000_000,
  readBytes: 1_000,
  floodWaits: 1,
  floodSeconds: 2.5,
  firstBytes: [...FIRST_BYTE_BUCKETS, Infinity].map(() => 0),
  ...fields,
})

onBothDatabases(({ open }) => {
  const setUp = async (maxRows?: number) => {
    const database = await open()
    const clock = { now: NOW }
    const store = createFigureStore(database, {
      now: () => clock.now,
      ...(maxRows !== undefined && { maxRows }),
    })
    return { database, clock, store, rows: () => database.selectFrom('playbacks').selectAll().execute() }
  }

  test('a playback is one row, however often it is told, and its last word counts', async () => {
    const { store, rows } = await setUp()
    const first = aPlayback({ sn: 0, playedMs: 0 })
    await store.keepPlayback(first)
    await store.keepPlayback({
      ...first,
      sn: 2,
      playedMs: 60_000,
      bsa: 1,
      bsda: 1500,
      seeksMs: [300],
      sta: 'q',
    })
    await store.keepPlayback({ ...first, sn: 1, playedMs: 30_000 })
    expect(await rows()).toEqual([
      expect.objectContaining({
        sid: first.sid,
        sn: 2,
        played_ms: 60_000,
        stalls: 1,
        stalled_ms: 1500,
        seeks: '[300]',
        is_over: 1,
      }),
    ])
  })

  test('its time is kept to the hour, and that is when it began', async () => {
    const { store, rows, clock } = await setUp()
    const report = aPlayback()
    await store.keepPlayback(report)
    clock.now += 3600
    await store.keepPlayback({ ...report, sn: 1 })
    expect((await rows()).map(({ hour }) => hour)).toEqual([Date.UTC(2026, 10, 28, 12) / 1000])
  })

  test('neither the file nor free text is kept: a failure is one of a closed list', async () => {
    const { store, rows } = await setUp()
    await store.keepPlayback(aPlayback({ cid: 'canary', ec: 'the_name_of_a_person' }))
    await store.keepPlayback(aPlayback({ cid: 'canary', ec: 'file_deleted' }))
    const kept = await rows()
    expect(JSON.stringify(kept)).not.toContain('canary')
    expect(new Set(kept.map(({ failure }) => failure))).toEqual(new Set(['file_deleted', 'other']))
  })

  test('after thirty days nothing of it is left', async () => {
    const { database, store, clock } = await setUp()
    await store.keepPlayback(aPlayback())
    await store.keepPage({ lcp: 900, cls: 12 })
    await store.keepWorkerHour('worker-1', 'instance', figures())
    clock.now += 29 * DAY
    await store.keepPlayback(aPlayback())
    await store.prune()
    const left = async () =>
      Promise.all(
        (['playbacks', 'page_loads', 'worker_hours'] as const).map(
          async (table) => (await database.selectFrom(table).select('hour').execute()).length,
        ),
      )
    expect(await left()).toEqual([2, 1, 1])
    clock.now += 3 * DAY
    await store.prune()
    expect(await left()).toEqual([1, 0, 0])
  })

  test('of more than there is room for, the oldest go', async () => {
    const { store, rows, clock } = await setUp(10)
    for (let hour = 0; hour < 15; hour++) {
      await store.keepPlayback(aPlayback())
      clock.now += 3600
    }
    await store.prune()
    const hours = (await rows()).map(({ hour }) => hour)
    expect(hours).toHaveLength(10)
    expect(Math.min(...hours)).toBe(Date.UTC(2026, 10, 28, 17) / 1000)
  })

  test("a worker's hour is told again and again, and counts once", async () => {
    const { database, store } = await setUp()
    await store.keepWorkerHour('worker-1', 'a', figures({ sentBytes: 100 }))
    await store.keepWorkerHour('worker-1', 'a', figures({ sentBytes: 250 }))
    await store.keepWorkerHour('worker-1', 'b', figures({ sentBytes: 7 }))
    const sent = await database.selectFrom('worker_hours').select('sent_bytes').execute()
    expect(new Set(sent.map((row) => row.sent_bytes))).toEqual(new Set([250, 7]))
  })

  test('a worker whose clock is wrong is not believed', async () => {
    const { database, store } = await setUp()
    await store.keepWorkerHour('worker-1', 'a', figures({ hour: '2036-11-28T12' }))
    await store.keepWorkerHour('worker-1', 'a', figures({ hour: '2026-99-28T12' }))
    expect(await database.selectFrom('worker_hours').selectAll().execute()).toEqual([])
  })
})
