// File references age while a film plays; a message may be deleted while a film plays.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Pair, type PostedFile, startPair } from '../testing/start-pair.ts'
import { openAnswer, view, watch } from './viewer.ts'

const MIB = 1024 * 1024
const LOOK_UP = 'channels.getMessages'

let pair: Pair
beforeAll(async () => {
  pair = await startPair({ cacheMemoryMb: 0 })
})
afterEach(() => pair.telegram.faults.clear())
afterAll(() => pair.close())

function expire({ chat, msg }: PostedFile): void {
  const { world } = pair.telegram
  const media = world.message(Number(chat), msg)?.media
  if (!media) throw new Error('no media')
  world.expireFileReferences(media)
}

const remove = ({ chat, msg }: PostedFile) => pair.telegram.world.deleteMessage(Number(chat), msg)

describe('R04: file references', () => {
  it.each([2, 4])(
    'that expire under 50 viewers of data centre %i are asked for again once, and nobody notices',
    async (dc) => {
      const film = await pair.post({ size: 4 * MIB, dc })
      await watch(pair.link(film), film, { start: 0, end: 100 })
      expire(film)
      const before = await pair.calls(LOOK_UP)
      const starts = Array.from({ length: 50 }, (_, i) => i * 70_000)
      await Promise.all(starts.map((start) => watch(pair.link(film), film, { start, end: start + 300_000 })))
      expect((await pair.calls(LOOK_UP)) - before).toBe(1)
    },
  )

  it('that expire in mid-film cost one look-up and no byte', async () => {
    const film = await pair.post({ size: 24 * MIB })
    let before = 0
    await watch(pair.link(film), film, {
      onBytes: async (received) => {
        if (before > 0 || received < 3 * MIB) return
        before = await pair.calls(LOOK_UP)
        expire(film)
      },
    })
    expect((await pair.calls(LOOK_UP)) - before).toBe(1)
  })

  it('are found anew when the link has none (no file_id)', async () => {
    const { fid: _, ...film } = await pair.post({ size: MIB })
    await watch(pair.link(film), film)
  })

  it('that stay expired whatever we ask end in an error, not in a loop', async () => {
    const film = await pair.post({ size: MIB })
    pair.telegram.faults.add({ fault: 'file-reference-expired', method: 'upload.getFile' })
    const { status } = await view(pair.link(film))
    expect([502, 504]).toContain(status)
    expect(pair.telegram.faults.list()[0]?.met).toBeLessThan(100)
  })
})

describe('R04: a film that is deleted', () => {
  it('before it plays is gone: 410', async () => {
    const film = await pair.post({ size: MIB })
    remove(film)
    expect(await view(pair.link(film))).toMatchObject({ status: 410, code: 'file_deleted' })
  })

  it('between two requests of a playback is gone for the next one that needs Telegram', async () => {
    const film = await pair.post({ size: 64 * MIB })
    const link = pair.link(film)
    await watch(link, film, { start: 0, end: 1000 })
    remove(film)
    await expect
      .poll(async () => {
        const viewing = await view(link, { start: 50 * MIB, end: 50 * MIB + 1000 }).catch(() => undefined)
        return viewing?.status
      })
      .toBe(410)
  })

  it('while an answer is under way ends it with a cut, never with a clean end', async () => {
    const film = await pair.post({ size: 200 * MIB })
    const answer = await openAnswer(pair.link(film), { start: 0 })
    remove(film)
    await new Promise((resolve) => {
      answer.resume().on('close', resolve)
    })
    expect(answer.complete).toBe(false)
    expect(await view(pair.link(film))).toMatchObject({ status: 410, code: 'file_deleted' })
  })
})
