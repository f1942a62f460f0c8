import { ToldMessages } from '@gramreel/contracts/messages'
import { Parse } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createForge, goodTask } from '../attacks/forge.ts'
import { badHeaders } from '../attacks/token-vectors.ts'
import { codeOf, goodClaims, type Pair, startPair } from '../testing/start-pair.ts'

const forge = createForge('task+jwt')
let pair: Pair
let chat: string

beforeAll(async () => {
  pair = await startPair({ linkKeys: forge.publicPem })
  chat = pair.telegram.chat
})
afterAll(() => pair.close())

const ask = (authorization: string | undefined) =>
  fetch(`${pair.worker.url}/messages`, {
    ...(authorization !== undefined && { headers: { authorization } }),
  })
const order = (fields: object) =>
  ask(`Bearer ${forge.token(goodTask({ chat, first: 1, count: 100, ...fields }))}`)
const told = async (fields: object = {}) => Parse(ToldMessages, await (await order(fields)).json())

/** What the Bot API says of all posts so far. */
async function updates(): Promise<Record<string, unknown>[]> {
  const { botApi, botToken } = pair.telegram
  const answer = await fetch(`${botApi}/bot${botToken}/getUpdates`)
  const body: unknown = await answer.json()
  const result: unknown = Reflect.get(Object(body), 'result')
  return Array.isArray(result) ? result.map((update) => Reflect.get(update, 'channel_post')) : []
}

/** Every file_reference names the moment it was given out. */
const withoutFileIds = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === 'file_id' ? undefined : each)))

/** A picture of each kind that Telegram knows, and an album. */
function postEverything(): void {
  const { world } = pair.telegram
  const content = { from: 'blocks' as const, size: 500 }
  const size = (type: string, side: number) => ({ type, width: side, height: side / 2, bytes: 500, content })
  const post = (more: object) => world.addMessage({ chat: Number(chat), from: world.defaultUser.id, ...more })
  post({ text: 'no file' })
  const groupedId = world.newGroupedId()
  for (const sizes of [[size('m', 320), size('x', 800)], [size('m', 320)]])
    post({ media: world.addPhoto({ sizes, stripped: 'AQID' }), text: 'A photo', groupedId })
  const film = { width: 1920, height: 1080, duration: 60, thumbs: [size('m', 320)], content }
  for (const shownAs of ['document', 'video', 'animation', 'audio', 'voice', 'video_note'] as const) {
    const mime = shownAs === 'audio' ? 'audio/mpeg' : shownAs === 'voice' ? 'audio/ogg' : 'video/mp4'
    const titles = shownAs === 'audio' ? { title: 'Song', performer: 'Singer' } : {}
    post({
      media: world.addDocument({ ...film, shownAs, name: `${shownAs}.bin`, mime, size: 500, ...titles }),
    })
  }
  post({
    media: world.addDocument({ shownAs: 'document', name: '', mime: '', size: 500, thumbs: [], content }),
  })
}

describe('GET /messages', () => {
  it('tells of old messages what the Bot API tells of new ones, kind by kind', async () => {
    postEverything()
    const { messages, last } = await told()
    const wanted = (await updates()).filter((post) => post['text'] === undefined)
    expect(wanted).toHaveLength(9)
    const expected = wanted.map(({ chat: _chat, sender_chat: _sender, ...post }) =>
      // An animation is told twice by the Bot API, for old bots.
      'animation' in post ? { ...post, document: undefined } : post,
    )
    expect(withoutFileIds(messages)).toEqual(withoutFileIds(expected))
    expect(last).toBe(10)
  })

  it('gives file_ids with which the Bot API hands out the files', async () => {
    const { messages } = await told()
    const { botApi, botToken } = pair.telegram
    const ids = JSON.stringify(messages).matchAll(/"file_id":"([^"]+)"/g)
    const answers = Array.from(ids, async ([, id]) => {
      const answer = await fetch(`${botApi}/bot${botToken}/getFile?file_id=${id}`)
      return answer.status
    })
    expect(answers.length).toBeGreaterThan(12)
    expect(new Set(await Promise.all(answers))).toEqual(new Set([200]))
  })

  it('leaves numbers without a message out, and says which is the highest that is there', async () => {
    expect(await told({ first: 5000 })).toEqual({ messages: [], last: 0 })
    expect(await told({ first: 10, count: 1 })).toMatchObject({ last: 10, messages: [{ message_id: 10 }] })
    pair.telegram.world.deleteMessage(Number(chat), 10)
    expect((await told()).last).toBe(9)
    expect((await told({ first: 1, count: 1 })).messages).toEqual([])
  })

  it('says so when the bot is not in the channel', async () => {
    expect(await codeOf(await order({ chat: '-1009999999999' }))).toEqual([502, 'no_access'])
  })

  it('S01-S05: answers nobody but the gallery’s backend, and asks Telegram nothing for others', async () => {
    const before = await pair.calls('channels.getMessages')
    const claims = goodTask({ chat, first: 1, count: 1 })
    const link = { ...goodClaims({ chat, msg: 1, size: 1, mime: 'video/mp4', name: 'x' }) }
    const good = forge.token(claims)
    const headers = [
      undefined,
      good,
      `Basic ${good}`,
      `Bearer ${forge.token(link, { ...forge.header, typ: 'link+jwt' })}`,
      // Odd bytes do not travel in a header.
      ...badHeaders(forge, claims, 'http://127.0.0.1:1').map(([, token]) => `Bearer ${token}`),
    ]
    for (const header of headers)
      expect([header, ...(await codeOf(await ask(header)))]).toEqual([header, 401, 'task_invalid'])
    const elsewhere = forge.token({ ...claims, aud: 'worker-2' })
    expect(await codeOf(await ask(`Bearer ${elsewhere}`))).toEqual([403, 'forbidden'])
    expect((await fetch(`${pair.worker.url}/messages?token=${good}`)).status).toBe(401)
    expect((await fetch(`${pair.worker.url}/messages`, { method: 'POST' })).status).toBe(405)
    expect(await pair.calls('channels.getMessages')).toBe(before)
    expect(pair.logged()).not.toContain(good.slice(0, 100))
  })

  it('R03: obeys FLOOD_WAIT, and viewers of films under way feel nothing of it', async () => {
    const film = await pair.post({ size: 3 * 1024 * 1024 })
    const token = forge.token(goodClaims(film), { ...forge.header, typ: 'link+jwt' })
    const watch = (range: string) =>
      fetch(`${pair.worker.url}/stream/film_1/x?token=${token}`, { headers: { range } })
    expect((await (await watch('bytes=0-0')).arrayBuffer()).byteLength).toBe(1)
    const fault = { fault: 'flood-wait', method: 'channels.getMessages', seconds: 2, times: 1 }
    await fetch(`${pair.telegram.botApi}/control/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    })
    const before = await pair.calls('channels.getMessages')
    const began = performance.now()
    const asked = told()
    await expect.poll(() => pair.calls('channels.getMessages')).toBeGreaterThan(before)
    const bytes = await (await watch('bytes=1048576-2097151')).arrayBuffer()
    const watched = performance.now() - began
    expect(bytes.byteLength).toBe(1_048_576)
    await asked
    expect(performance.now() - began).toBeGreaterThan(1_900)
    expect(watched).toBeLessThan(1_900)
  })
})
