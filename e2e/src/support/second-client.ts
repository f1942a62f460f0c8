// A Telegram client that is not the worker's: mtcute, with its own TL code and cryptography. It plays the person (an
// administrator bot) who puts films into the channel, through the protocol, part by part.
import { open, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Long, MemoryStorage } from '@mtcute/core'
import { TelegramClient } from '@mtcute/core/client.js'
import { addPublicKey } from '@mtcute/core/utils.js'
import { NodeCrypto } from './node-crypto.ts'
import { nodeTransport } from './node-connection.ts'
import type { TelegramFacts } from '@gramreel/telegram-local'

export type SecondClient = {
  /** Uploads the film by parts and sends it to the channel; answers the message's id and when Telegram had it, ms. */
  sendFilm(
    path: string,
    facts: { caption: string; seconds: number; width: number; height: number },
  ): Promise<{
    messageId: number
    sentAt: number
  }>
  close(): Promise<void>
}

export async function connectSecondClient(telegram: TelegramFacts, botToken: string): Promise<SecondClient> {
  const crypto = new NodeCrypto()
  crypto.initialize()
  addPublicKey(crypto, await readFile(telegram.publicKey, 'utf8'))
  const [first] = Object.entries(telegram.dcs)
  const [ipAddress = '', port] = first?.[1].split(':') ?? []
  const home = { id: Number(first?.[0]), ipAddress, port: Number(port) }
  const client = new TelegramClient({
    apiId: telegram.apiId,
    apiHash: telegram.apiHash,
    storage: new MemoryStorage(),
    crypto,
    transport: nodeTransport,
    platform: {
      beforeExit: () => () => {},
      log: () => {},
      getDefaultLogLevel: () => 0,
      getDeviceModel: () => 'second client',
    },
    defaultDcs: { main: home, media: home },
    disableUpdates: true,
    updates: false,
  })
  await client.connect()
  await client.signInBot(botToken)
  const peer = {
    _: 'inputPeerChannel',
    channelId: -1_000_000_000_000 - Number(telegram.chat),
    accessHash: Long.ZERO,
  } as const
  return {
    async sendFilm(path, { caption, seconds, width, height }) {
      await using handle = await open(path)
      const { size } = await handle.stat()
      const uploaded = await client.uploadFile({
        file: { read: async (into: Uint8Array) => (await handle.read(into)).bytesRead },
        fileSize: size,
        fileName: basename(path),
        fileMime: 'video/mp4',
      })
      const updates = await client.call({
        _: 'messages.sendMedia',
        peer,
        media: {
          _: 'inputMediaUploadedDocument',
          file: uploaded.inputFile,
          mimeType: 'video/mp4',
          attributes: [
            { _: 'documentAttributeVideo', supportsStreaming: true, duration: seconds, w: width, h: height },
            { _: 'documentAttributeFilename', fileName: basename(path) },
          ],
        },
        message: caption,
        randomId: Long.fromNumber(Math.floor(Math.random() * 2 ** 52)),
      })
      const sentAt = Date.now()
      const sent =
        'updates' in updates ? updates.updates.find((update) => update._ === 'updateMessageID') : undefined
      return { messageId: sent?._ === 'updateMessageID' ? sent.id : 0, sentAt }
    },
    async close() {
      await client.disconnect()
      await client.destroy()
    },
  }
}
