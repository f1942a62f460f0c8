import { spawn } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openWorld } from './open-world.ts'
import { addFilm, temporaryFolder, temporaryWorld } from './temporary-world.ts'

describe('a new world', () => {
  it('has an application, a bot that administers a channel, and a person who posts there', () => {
    const world = temporaryWorld()
    expect(world.apiHash).toMatch(/^[0-9a-f]{32}$/)
    expect(world.defaultBot.token).toMatch(/^\d{10}:[A-Za-z0-9_-]{35}$/)
    expect(String(world.defaultChannel.id)).toMatch(/^-100\d{10}$/)
    expect(world.memberStatus(world.defaultChannel.id, world.defaultBot.id)).toBe('administrator')
    expect(world.memberStatus(world.defaultChannel.id, world.defaultUser.id)).toBe('creator')
    expect(world.botByToken(world.defaultBot.token)).toEqual(world.defaultBot)
  })

  it('says in one sentence that its folder cannot be used', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    expect(() => openWorld({ dataDir: join(folder, 'file', 'data'), dcIds: [2] })).toThrow(
      /^The data folder .*file\/data cannot be used: .*$/,
    )
  })

  it.runIf(process.platform === 'linux')("does not hang where mkdir's own recursion never ends", () => {
    expect(() => openWorld({ dataDir: '/proc/nowhere/data', dcIds: [2] })).toThrow(
      /^The data folder .* cannot be used: ENOENT/,
    )
  })

  it.skipIf(process.getuid?.() === 0)('says the same of a folder that may not be written', () => {
    const folder = temporaryFolder()
    chmodSync(folder, 0o500)
    expect(() => openWorld({ dataDir: folder, dcIds: [2] })).toThrow(
      /^The data folder .* cannot be used: EACCES/,
    )
  })

  it('refuses a database of a later version', () => {
    const dataDir = temporaryFolder()
    openWorld({ dataDir, dcIds: [2] }).close()
    const database = new DatabaseSync(join(dataDir, 'world.db'))
    database.exec('PRAGMA user_version = 999')
    database.close()
    expect(() => openWorld({ dataDir, dcIds: [2] })).toThrow(/has version 999/)
  })
})

describe('a world that is started again', () => {
  it('has lost nothing', () => {
    const dataDir = temporaryFolder()
    const before = openWorld({ dataDir, dcIds: [2, 4] })
    const { id: chat } = before.defaultChannel
    const bot = before.addBot({ firstName: 'Second', username: 'second_bot' })
    before.setMember(chat, bot.id, 'administrator')
    const film = addFilm(before, { dc: 4 })
    const groupedId = before.newGroupedId()
    const post = before.addMessage({ chat, from: bot.id, text: 'a film', media: film, groupedId })
    const reference = before.fileReference(film, { chat, message: post.id })
    before.setWebhook(bot.id, { url: 'http://127.0.0.1:1/hook', secretToken: 's' })
    before.setFact('auth key 1', 'abc')
    const updates = before.updates(before.defaultBot.id, 0, 100)
    const { apiId, apiHash, defaultBot, defaultChannel, defaultUser } = before
    before.close()

    const after = openWorld({ dataDir, dcIds: [2, 4] })
    expect(after).toMatchObject({ apiId, apiHash, defaultBot, defaultChannel, defaultUser })
    expect(after.bots().map(({ id }) => id)).toContain(bot.id)
    expect(after.memberStatus(chat, bot.id)).toBe('administrator')
    expect(after.media(film.id)).toEqual(film)
    expect(after.message(chat, post.id)).toEqual(post)
    expect(after.updates(defaultBot.id, 0, 100)).toEqual(updates)
    expect(after.webhook(bot.id)).toEqual({ url: 'http://127.0.0.1:1/hook', secretToken: 's' })
    expect(after.checkFileReference(film, reference)).toBe('ok')
    expect(after.fact('auth key 1')).toBe('abc')
    after.setFact('auth key 1', undefined)
    expect(after.fact('auth key 1')).toBeUndefined()
    after.close()
  })

  it('has every message that was announced before it was killed', async () => {
    const dataDir = temporaryFolder()
    const script = `
      import { openWorld } from ${JSON.stringify(new URL('open-world.ts', import.meta.url).href)}
      const world = openWorld({ dataDir: ${JSON.stringify(dataDir)}, dcIds: [2] })
      for (;;) console.log(world.addMessage({ chat: world.defaultChannel.id, text: 'post' }).id)`
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script])
    let announced = 0
    await new Promise<void>((done) => {
      child.stdout.on('data', (data: Buffer) => {
        const lines = data.toString().split('\n')
        announced = Number(lines.at(-2) ?? announced) || announced
        if (announced >= 200) child.kill('SIGKILL')
      })
      child.on('exit', () => done())
    })
    const world = openWorld({ dataDir, dcIds: [2] })
    expect(announced).toBeGreaterThanOrEqual(200)
    expect(world.message(world.defaultChannel.id, announced)).toMatchObject({ text: 'post' })
    expect(world.pendingUpdates(world.defaultBot.id)).toBe(world.lastMessageId(world.defaultChannel.id))
    world.close()
  })
})

describe('a message', () => {
  it('is told to every bot that administers the channel, but not to its sender', () => {
    const world = temporaryWorld()
    const { id: chat } = world.defaultChannel
    const [sender, member] = ['sender_bot', 'member_bot'].map((username) =>
      world.addBot({ firstName: username, username }),
    )
    if (sender === undefined || member === undefined) throw new Error('no bots')
    world.setMember(chat, sender.id, 'administrator')
    world.setMember(chat, member.id, 'left')
    const heard: number[] = []
    for (const { id } of [world.defaultBot, sender, member]) world.onUpdate(id, () => heard.push(id))
    const post = world.addMessage({ chat, from: sender.id, text: 'hello' })
    expect(heard).toEqual([world.defaultBot.id])
    expect(world.updates(world.defaultBot.id, 0, 10)).toMatchObject([{ kind: 'channel_post', message: post }])
    const kinds = (bot: number) => world.updates(bot, 0, 10).map(({ kind }) => kind)
    expect([kinds(sender.id), kinds(member.id)]).toEqual([['my_chat_member'], []])
  })

  it('to a bot is told to that bot, and has its number among all its private messages', () => {
    const world = temporaryWorld()
    const { defaultBot: bot, defaultUser: ada } = world
    const bob = world.addUser({ firstName: 'Bob' })
    const write = (from: number, to = from) => world.addMessage({ chat: to, bot: bot.id, from, text: 'hi' })
    expect([write(ada.id), write(bob.id), write(bot.id, ada.id)].map(({ id }) => id)).toEqual([1, 2, 3])
    expect(world.updates(bot.id, 0, 10).map(({ kind, message }) => [kind, message?.id])).toEqual([
      ['message', 1],
      ['message', 2],
    ])
    expect(world.message(bob.id, 1, bot.id)).toBeUndefined()
    expect(world.messageInBox(bot.id, 1)?.chat).toBe(ada.id)
  })

  it('that is edited is told again, while the first update keeps what was first said', () => {
    const world = temporaryWorld()
    const { id: chat } = world.defaultChannel
    const post = world.addMessage({ chat, text: 'first' })
    world.editMessage(chat, post.id, { text: 'second', entities: [] })
    expect(world.message(chat, post.id)).toMatchObject({ text: 'second', editDate: expect.any(Number) })
    expect(
      world.updates(world.defaultBot.id, 0, 10).map(({ kind, message }) => [kind, message?.text]),
    ).toEqual([
      ['channel_post', 'first'],
      ['edited_channel_post', 'second'],
    ])
  })

  it('that is edited may show another file, or none, and the one before is no more', () => {
    const world = temporaryWorld()
    const { id: chat } = world.defaultChannel
    const file = () =>
      world.addDocument({
        shownAs: 'document',
        name: 'a.bin',
        mime: 'application/octet-stream',
        size: 16,
        thumbs: [],
        content: { from: 'blocks', size: 16 },
      })
    const [before, after] = [file(), file()]
    const post = world.addMessage({ chat, media: before })
    world.editMessage(chat, post.id, { text: '', entities: [], media: after })
    expect(world.message(chat, post.id)?.media?.id).toBe(after.id)
    expect([world.isShown(before), world.isShown(after)]).toEqual([false, true])
    world.editMessage(chat, post.id, { text: 'words', entities: [], media: null })
    expect(world.message(chat, post.id)?.media).toBeUndefined()
    expect(world.isShown(after)).toBe(false)
  })

  it('that is deleted is gone, and its number is not given again', () => {
    const world = temporaryWorld()
    const { id: chat } = world.defaultChannel
    const post = world.addMessage({ chat, text: 'gone' })
    expect(world.deleteMessage(chat, post.id)).toBe(true)
    expect(world.deleteMessage(chat, post.id)).toBe(false)
    expect(world.message(chat, post.id)).toBeUndefined()
    expect(world.addMessage({ chat }).id).toBe(post.id + 1)
  })
})

describe('the updates of a bot', () => {
  it('are confirmed by a higher offset, and cut by a negative one', () => {
    const world = temporaryWorld()
    const { defaultBot: bot, defaultChannel: channel } = world
    for (const text of ['1', '2', '3', '4', '5']) world.addMessage({ chat: channel.id, text })
    const texts = (offset: number, limit = 100) =>
      world.updates(bot.id, offset, limit).map(({ message }) => message?.text)
    expect(texts(0, 2)).toEqual(['1', '2'])
    const third = world.updates(bot.id, 0, 3)[2]?.id ?? 0
    expect(texts(third)).toEqual(['3', '4', '5'])
    expect(texts(0)).toEqual(['3', '4', '5'])
    expect(texts(-2)).toEqual(['4', '5'])
    expect(world.pendingUpdates(bot.id)).toBe(2)
  })

  it('wait for a day', () => {
    let now = Date.now()
    const world = temporaryWorld({ now: () => now })
    world.addMessage({ chat: world.defaultChannel.id, text: 'old' })
    now += 25 * 3600_000
    world.addMessage({ chat: world.defaultChannel.id, text: 'new' })
    expect(world.pendingUpdates(world.defaultBot.id)).toBe(1)
    expect(world.updates(world.defaultBot.id, 0, 10)).toMatchObject([{ message: { text: 'new' } }])
  })
})

describe('a file reference', () => {
  it('is refused when it is empty, changed, or of another file', () => {
    const world = temporaryWorld()
    const film = addFilm(world)
    const reference = world.fileReference(film)
    expect(world.checkFileReference(film, reference)).toBe('ok')
    expect(world.checkFileReference(film, Buffer.alloc(0))).toBe('empty')
    expect(world.checkFileReference(addFilm(world), reference)).toBe('invalid')
    for (let at = 0; at < reference.length; at++) {
      const forged = Buffer.from(reference)
      forged.writeUInt8(forged.readUInt8(at) ^ 1, at)
      expect(world.checkFileReference(film, forged)).toBe('invalid')
    }
  })

  it('expires when its message is deleted, and another message keeps its own', () => {
    const world = temporaryWorld()
    const { id: chat } = world.defaultChannel
    const film = addFilm(world)
    const [first, second] = [1, 2].map(() => world.addMessage({ chat, media: film }).id)
    const reference = (message = 0) => world.fileReference(film, { chat, message })
    const [one, two, none] = [reference(first), reference(second), world.fileReference(film)]
    world.deleteMessage(chat, first ?? 0)
    expect([one, two, none].map((each) => world.checkFileReference(film, each))).toEqual([
      'expired',
      'ok',
      'ok',
    ])
    world.deleteMessage(chat, second ?? 0)
    expect([one, two, none].map((each) => world.checkFileReference(film, each))).toEqual(
      Array(3).fill('expired'),
    )
  })

  it('expires when asked to, and after some hours', () => {
    let now = Date.now()
    const world = temporaryWorld({ now: () => now })
    const film = addFilm(world)
    const old = world.fileReference(film)
    world.expireFileReferences(film)
    expect(world.checkFileReference(film, old)).toBe('expired')
    const fresh = world.fileReference(film)
    expect(world.checkFileReference(film, fresh)).toBe('ok')
    now += 7 * 3600_000
    expect(world.checkFileReference(film, fresh)).toBe('expired')
  })
})
