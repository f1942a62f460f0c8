import { createHash, randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { addFilm, bytesOf, temporaryWorld } from '../../world/temporary-world.ts'
import { bytes, list, object } from './fields.ts'
import { channelIdOf } from './peers.ts'
import { type ServiceClient, serviceClients } from './service-client.ts'

function setUp() {
  const world = temporaryWorld()
  const { defaultChannel: channel, defaultBot: bot } = world
  const open = serviceClients(world)
  const inputChannel = (access_hash = 0n, id = channel.id) => ({
    _: 'inputChannel',
    channel_id: channelIdOf(id),
    access_hash,
  })
  const peer = { ...inputChannel(), _: 'inputPeerChannel' }
  return { world, channel, bot, open, inputChannel, peer, client: open(2, bot.id) }
}

const ids = (...numbers: number[]) => numbers.map((id) => ({ _: 'inputMessageID', id }))

const upload = async (client: ServiceClient, bytes: Buffer, file_id = 1n) => {
  const partSize = 64 * 1024
  const parts = Math.ceil(bytes.length / partSize)
  for (let file_part = 0; file_part < parts; file_part++) {
    const part = bytes.subarray(file_part * partSize, (file_part + 1) * partSize)
    await client.call('upload.saveFilePart', { file_id, file_part, bytes: part })
  }
  const md5_checksum = createHash('md5').update(bytes).digest('hex')
  return { _: 'inputFile', id: file_id, parts, name: 'upload.bin', md5_checksum }
}

const inputUser = (id: number, access_hash = 0n) => ({ _: 'inputUser', user_id: BigInt(id), access_hash })

describe('channels.getMessages', () => {
  it('gives messages in the order asked for, and messageEmpty for those that are not there', async () => {
    const { world, channel, inputChannel, client } = setUp()
    const film = addFilm(world)
    const [first, second] = ['one', 'two'].map((text) =>
      world.addMessage({ chat: channel.id, text, media: film }),
    )
    world.deleteMessage(channel.id, first?.id ?? 0)
    const answer = await client.call('channels.getMessages', { channel: inputChannel(), id: ids(2, 1, 99) })
    expect(answer).toMatchObject({
      _: 'messages.channelMessages',
      messages: [
        { _: 'message', id: second?.id, message: 'two', post: true, media: { document: { id: film.id } } },
        { _: 'messageEmpty', id: 1 },
        { _: 'messageEmpty', id: 99 },
      ],
      chats: [{ id: channelIdOf(channel.id), broadcast: true }],
    })
  })

  it('gives a reference that works until the message is deleted', async () => {
    const { world, channel, inputChannel, client } = setUp()
    const film = addFilm(world)
    const { id } = world.addMessage({ chat: channel.id, media: film })
    const answer = await client.call('channels.getMessages', { channel: inputChannel(), id: ids(id) })
    const [message = { _: 'none' }] = list(answer, 'messages')
    const reference = bytes(object(object(message, 'media'), 'document'), 'file_reference')
    expect(world.checkFileReference(film, reference)).toBe('ok')
    world.deleteMessage(channel.id, id)
    expect(world.checkFileReference(film, reference)).toBe('expired')
  })

  it('refuses strangers, wrong hashes and channels that the bot has left', async () => {
    const { world, channel, bot, open, inputChannel, client } = setUp()
    const stranger = world.addBot({ firstName: 'S', username: 'stranger_bot' })
    const refusal = (input: object, who: ServiceClient = client) =>
      who.refusal('channels.getMessages', { channel: input, id: ids(1) })
    expect(await refusal(inputChannel(channel.accessHash))).toBe('no error')
    expect(await refusal(inputChannel(5n))).toBe('400 CHANNEL_INVALID')
    expect(await refusal(inputChannel(0n, -1_000_000_000_005))).toBe('400 CHANNEL_INVALID')
    expect(await refusal({ _: 'inputChannelEmpty' })).toBe('400 CHANNEL_INVALID')
    expect(await refusal(inputChannel(), open(2, stranger.id))).toBe('400 CHANNEL_INVALID')
    expect(await refusal(inputChannel(channel.accessHash), open(2, stranger.id))).toBe('400 CHANNEL_PRIVATE')
    world.setMember(channel.id, bot.id, 'kicked')
    expect(await refusal(inputChannel())).toBe('400 CHANNEL_PRIVATE')
    expect(await client.refusal('channels.getMessages', { channel: inputChannel(), id: [] })).toMatch(/^400/)
  })
})

describe('a private message', () => {
  it('is read by its number, and comes as a difference', async () => {
    const { world, bot, client } = setUp()
    const { id: chat } = world.defaultUser
    const state = await client.call('updates.getState')
    world.addMessage({ chat, bot: bot.id, from: chat, text: 'hello' })
    const read = await client.call('messages.getMessages', { id: ids(1, 2) })
    expect(read).toMatchObject({
      messages: [
        { message: 'hello', out: false },
        { _: 'messageEmpty', id: 2 },
      ],
    })
    const difference = await client.call('updates.getDifference', { pts: state['pts'] })
    expect(difference).toMatchObject({ _: 'updates.difference', new_messages: [{ message: 'hello' }] })
    const pts = world.lastMessageId(bot.id) + 1
    expect(await client.call('updates.getDifference', { pts })).toMatchObject({
      _: 'updates.differenceEmpty',
    })
  })
})

describe('sending media', () => {
  it('posts an uploaded document, which the other bots of the channel hear of', async () => {
    const { world, channel, open, peer } = setUp()
    const sender = world.addBot({ firstName: 'Sender', username: 'sender_bot' })
    world.setMember(channel.id, sender.id, 'administrator')
    const client = open(2, sender.id)
    const whole = randomBytes(200_000)
    const media = {
      _: 'inputMediaUploadedDocument',
      file: await upload(client, whole),
      mime_type: 'video/mp4',
      attributes: [
        { _: 'documentAttributeVideo', duration: 12.5, w: 640, h: 360, supports_streaming: true },
        { _: 'documentAttributeFilename', file_name: 'film.mp4' },
      ],
    }
    const entities = [{ _: 'messageEntityBold', offset: 0, length: 2 }]
    const request = { peer, media, message: 'my film', random_id: 77n, entities }
    const answer = await client.call('messages.sendMedia', request)
    expect(answer).toMatchObject({
      updates: [
        { _: 'updateMessageID', id: 1, random_id: 77n },
        { _: 'updateNewChannelMessage', message: { id: 1, out: true, post: true } },
      ],
    })
    const [update] = world.updates(world.defaultBot.id, 0, 10)
    expect(update).toMatchObject({
      kind: 'channel_post',
      message: {
        text: 'my film',
        entities: [{ type: 'bold', offset: 0, length: 2 }],
        media: { shownAs: 'video', name: 'film.mp4', size: 200_000, width: 640, duration: 12.5, dc: 2 },
      },
    })
    const sent = update?.message?.media
    if (sent?.kind !== 'document') throw new Error('no document')
    expect((await bytesOf(world, sent.content)).equals(whole)).toBe(true)
    // Of its own place only.
    expect(world.pendingUpdates(sender.id)).toBe(1)
    expect(await client.refusal('messages.sendMedia', request)).toBe('500 RANDOM_ID_DUPLICATE')
  })

  it('posts a photo, uploaded first and sent by its id later', async () => {
    const { world, channel, peer, client } = setUp()
    const picture = sharp({ create: { width: 1000, height: 500, channels: 3, background: 'teal' } })
    const file = await upload(client, await picture.png().toBuffer())
    const uploaded = await client.call('messages.uploadMedia', {
      peer,
      media: { _: 'inputMediaUploadedPhoto', file },
    })
    expect(uploaded).toMatchObject({ _: 'messageMediaPhoto', photo: { _: 'photo', dc_id: 2 } })
    const photo = object(uploaded, 'photo')
    const input = {
      id: photo['id'],
      access_hash: photo['access_hash'],
      file_reference: photo['file_reference'],
    }
    const media = { _: 'inputMediaPhoto', id: { _: 'inputPhoto', ...input } }
    await client.call('messages.sendMedia', { peer, media, random_id: 1n })
    expect(world.message(channel.id, 1)?.media).toMatchObject({ kind: 'photo', id: photo['id'] })
  })

  it("is refused in Telegram's words, and may then be tried again", async () => {
    const { world, channel, bot, peer, client } = setUp()
    const file = await upload(client, randomBytes(5000))
    const document = (change: object) => ({
      _: 'inputMediaUploadedDocument',
      mime_type: 'text/plain',
      attributes: [],
      file: { ...file, ...change },
    })
    let random_id = 0n
    const refusal = (media: object, fields: object = {}) =>
      client.refusal('messages.sendMedia', { peer, media, random_id: ++random_id, ...fields })
    expect(await refusal(document({ md5_checksum: '0'.repeat(32) }))).toBe('400 MD5_CHECKSUM_INVALID')
    expect(await refusal(document({ parts: 2 }))).toBe('400 FILE_PARTS_INVALID')
    expect(await refusal(document({ id: 5n }))).toBe('400 FILE_PART_0_MISSING')
    expect(await refusal(document({ parts: 4001 }))).toBe('400 FILE_PARTS_INVALID')
    expect(await refusal({ _: 'inputMediaUploadedPhoto', file })).toBe('400 IMAGE_PROCESS_FAILED')
    expect(await refusal({ _: 'inputMediaEmpty' })).toBe('400 MEDIA_EMPTY')
    expect(await refusal({ _: 'inputMediaDice' })).toBe('400 MEDIA_INVALID')
    expect(await refusal(document({}), { message: 'x'.repeat(1025) })).toBe('400 MEDIA_CAPTION_TOO_LONG')
    const stranger = { _: 'inputPeerUser', user_id: 5n, access_hash: 0n }
    expect(await refusal(document({}), { peer: stranger })).toBe('400 PEER_ID_INVALID')
    expect(await refusal(document({ id: 5n }), { random_id: 99n })).toBe('400 FILE_PART_0_MISSING')
    expect(await refusal(document({}), { random_id: 99n })).toBe('no error')
    world.setMember(channel.id, bot.id, 'member')
    expect(await refusal(document({}))).toBe('403 CHAT_WRITE_FORBIDDEN')
  })
})

describe('uploading parts', () => {
  it('takes twice as many of whoever pays, as the configuration says', async () => {
    const { world, open, client } = setUp()
    const rich = open(2, world.addBot({ firstName: 'Rich', username: 'rich_bot', isPremium: true }).id)
    const last = { file_id: 5n, file_part: 7999, file_total_parts: 8000, bytes: Buffer.alloc(10) }
    expect(await rich.call('upload.saveBigFilePart', last)).toBe(true)
    expect(await client.refusal('upload.saveBigFilePart', last)).toBe('400 FILE_PART_INVALID')
    expect(await rich.call('help.getAppConfig', { hash: 0 })).toMatchObject({
      config: {
        value: [
          { key: 'upload_max_fileparts_default', value: { value: 4000 } },
          { key: 'upload_max_fileparts_premium', value: { value: 8000 } },
        ],
      },
    })
  })

  it("is refused in Telegram's words", async () => {
    const { client } = setUp()
    const KIB = 1024
    const small = (file_part: number, length: number) =>
      client.refusal('upload.saveFilePart', { file_id: 1n, file_part, bytes: Buffer.alloc(length) })
    const big = (file_part: number, file_total_parts: number, length = 512 * KIB) =>
      client.refusal('upload.saveBigFilePart', {
        file_id: 2n,
        file_part,
        file_total_parts,
        bytes: Buffer.alloc(length),
      })
    expect(await small(0, 0)).toBe('400 FILE_PART_EMPTY')
    expect(await small(-1, 1)).toBe('400 FILE_PART_INVALID')
    expect(await small(4000, 1)).toBe('400 FILE_PART_INVALID')
    expect(await small(0, 512 * KIB + 1)).toBe('400 FILE_PART_TOO_BIG')
    expect(await small(20, 512 * KIB)).toBe('400 FILE_PART_TOO_BIG')
    expect(await big(0, 0)).toBe('400 FILE_PARTS_INVALID')
    expect(await big(0, 4001)).toBe('400 FILE_PARTS_INVALID')
    expect(await big(3, 3)).toBe('400 FILE_PART_INVALID')
    expect(await big(0, 3, 1000)).toBe('400 FILE_PART_SIZE_INVALID')
    expect(await big(0, 3)).toBe('no error')
    expect(await big(1, 3, 256 * KIB)).toBe('no error')
    expect(await big(2, 3)).toBe('400 FILE_PART_SIZE_CHANGED')
    expect(await big(3999, -1)).toBe('400 FILE_PART_SIZE_CHANGED')
  })
})

describe('people', () => {
  it('are given by id, and strangers as userEmpty', async () => {
    const { world, bot, client } = setUp()
    const { defaultUser: ada } = world
    const id = [{ _: 'inputUserSelf' }, inputUser(ada.id), inputUser(ada.id, 5n), inputUser(12)]
    expect(await client.call('users.getUsers', { id })).toMatchObject([
      { _: 'user', self: true, id: BigInt(bot.id), username: bot.username },
      { _: 'user', self: false, bot: false, first_name: ada.firstName },
      { _: 'userEmpty' },
      { _: 'userEmpty', id: 12n },
    ])
    expect(await client.call('users.getFullUser', { id: id[0] })).toMatchObject({
      full_user: { id: BigInt(bot.id) },
    })
    expect(await client.refusal('users.getFullUser', { id: inputUser(12) })).toBe('400 USER_ID_INVALID')
  })
})
