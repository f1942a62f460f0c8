import type { FileItem, FilePage } from '@gramreel/contracts/catalogue'
import { letterOf, levelOf } from '@gramreel/contracts/shapes'
import type { Timeline } from '@gramreel/contracts/timeline'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCatalogueModel } from './catalogue-model.ts'

const item = (id: string, hoursAgo: number): FileItem => ({
  id,
  kind: 'photo',
  name: `${id}.jpg`,
  caption: '',
  mime: 'image/jpeg',
  size: 1,
  width: 4,
  height: 3,
  postedAt: new Date(1_790_000_000_000 - hoursAgo * 3_600_000).toISOString(),
  thumbnail: null,
})

/** Plays the backend: `items` may be changed. Pages are of ten, counted from the far end. */
function createSource(count: number) {
  const items = Array.from({ length: count }, (_, n) => item(`i${n}`, n))
  const asked: string[] = []
  const cancelled: string[] = []
  const pageStarts = () => {
    const starts = [0]
    for (let at = items.length % 10 || 10; at < items.length; at += 10) starts.push(at)
    return items.length === 0 ? [] : starts
  }
  const timeline = (): Timeline => {
    const starts = pageStarts()
    return {
      total: items.length,
      shapes: items.map(() => letterOf(levelOf(4 / 3))).join(''),
      times: items.map((_, n) => (n === 0 ? 2_000_000 : -4)),
      cursors: starts.map((at) => (at === 0 ? '' : (items[at - 1]?.id ?? ''))),
      counts: starts.map((at, n) => (starts[n + 1] ?? items.length) - at),
    }
  }
  let delay = 5
  const wait = (name: string, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, delay)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        cancelled.push(name)
        reject(new Error('cancelled'))
      })
    })
  return {
    items,
    asked,
    cancelled,
    slowDown: (ms: number) => (delay = ms),
    source: {
      sort: 'posted' as const,
      readTimeline: async (signal: AbortSignal) => {
        await wait('timeline', signal)
        return timeline()
      },
      readPage: async (cursor: string, limit: number, signal: AbortSignal): Promise<FilePage> => {
        asked.push(cursor)
        await wait(cursor, signal)
        const start = cursor === '' ? 0 : items.findIndex(({ id }) => id === cursor) + 1
        return { items: items.slice(start, start + limit), nextCursor: null, total: items.length }
      },
      readIndex: async (id: string) => {
        const index = items.findIndex((one) => one.id === id)
        return index < 0 ? undefined : index
      },
    },
  }
}

const settle = (ms = 200) => vi.advanceTimersByTimeAsync(ms)

const open = async (count: number) => {
  const backend = createSource(count)
  const model = createCatalogueModel(backend.source)
  await settle()
  return { ...backend, model }
}

describe('the catalogue as far as it is known', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('answers the ids of a range as it was asked for, whatever is posted meanwhile', async () => {
    const played = createSource(40)
    const model = createCatalogueModel(played.source)
    await settle()
    played.slowDown(100)
    const asked = played.items.slice(0, 40).map(({ id }) => id)
    const range = model.idsBetween(0, 39)
    await settle(150)
    played.slowDown(1)
    for (const n of [1, 2, 3]) played.items.unshift(item(`new${n}`, -n))
    const done = model.refresh()
    await settle(1000)
    await done
    expect(await range).toEqual(asked)
    model.close()
  })

  it('asks once for a page that turns out shorter than the timeline said, and then for the timeline', async () => {
    const played = createSource(25)
    const model = createCatalogueModel(played.source)
    await settle()
    played.items.pop()
    played.asked.length = 0
    model.want('grid', { first: 0, end: 25 })
    await settle(1000)
    expect(played.asked).toEqual(['i4', 'i14'])
    await settle(4000)
    expect(model.count).toBe(24)
    model.close()
  })

  it('has the outline of all, and at first the items of the first page alone', async () => {
    const { model } = await open(500)
    expect([model.count, model.outline?.count]).toEqual([500, 500])
    expect(model.itemAt(0)?.id).toBe('i0')
    expect(model.itemAt(300)).toBeUndefined()
    expect(model.indexOf('i300')).toBe(-1)
  })

  it('loads what somebody looks at, and no more', async () => {
    const { model, asked } = await open(500)
    asked.length = 0
    model.want('grid', { first: 305, end: 325 })
    await settle()
    expect(asked).toEqual(['i299', 'i309', 'i319'])
    expect([model.itemAt(305)?.id, model.itemAt(324)?.id]).toEqual(['i305', 'i324'])
    expect(model.indexOf('i312')).toBe(312)
  })

  it('cancels what was scrolled past', async () => {
    const { model, asked, cancelled, slowDown } = await open(5000)
    slowDown(1000)
    asked.length = 0
    model.want('grid', { first: 1000, end: 1010 })
    await settle(100)
    model.want('grid', { first: 4000, end: 4010 })
    await settle(100)
    expect(cancelled).toEqual(['i999'])
    await settle(3000)
    expect(model.itemAt(1000)).toBeUndefined()
    expect(model.itemAt(4000)?.id).toBe('i4000')
  })

  it('shows news and what it moved at once, and asks for nothing that nobody sees', async () => {
    const { model, items, asked } = await open(500)
    model.want('grid', { first: 300, end: 310 })
    await settle()
    const shown: (string | undefined)[] = []
    model.subscribe(() => shown.push(model.itemAt(model.indexOf('i300'))?.id))
    items.unshift(item('news', -1))
    asked.length = 0
    const done = model.refresh()
    await settle()
    await done
    expect(asked).toEqual(['i299', 'i289'])
    expect(model.count).toBe(501)
    expect(model.indexOf('i300')).toBe(301)
    expect(new Set(shown)).toEqual(new Set(['i300']))
  })

  it('finds items that are not loaded, and the ids of all between two', async () => {
    const { model } = await open(500)
    expect(await model.find('i450')).toBe(450)
    expect(await model.find('nobody')).toBeUndefined()
    const ids = model.idsBetween(412, 385)
    await settle(2000)
    expect(await ids).toEqual(Array.from({ length: 28 }, (_, n) => `i${385 + n}`))
  })

  it('shows a change of one’s own at once', async () => {
    const { model } = await open(20)
    model.change('i3', { isFavourite: true })
    expect(model.itemAt(3)?.isFavourite).toBe(true)
  })

  it('knows that there is nothing', async () => {
    const { model } = await open(0)
    expect([model.count, model.outline?.count, model.error]).toEqual([0, 0, null])
  })

  it('tells why nothing can be shown, and begins again', async () => {
    const backend = createSource(30)
    const readPage = backend.source.readPage
    backend.source.readPage = async () => {
      throw new Error('no line')
    }
    const model = createCatalogueModel(backend.source)
    await settle()
    expect(model.error?.message).toBe('no line')
    backend.source.readPage = readPage
    model.retry()
    await settle()
    expect([model.error, model.count]).toEqual([null, 30])
  })
})
