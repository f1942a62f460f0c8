// What to compare with: GramJS as it comes, its own iterDownload behind a plain HTTP handler.
//   GET /<message id>   the file of that message in the channel
import { createHash, createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { Api, TelegramClient } from 'telegram'
import { _serverKeys as serverKeys } from 'telegram/crypto/RSA.js'
import { readBigIntFromBuffer, returnBigInt } from 'telegram/Helpers.js'
import { ConnectionTCPFull } from 'telegram/network/index.js'
import { StringSession } from 'telegram/sessions/index.js'
import type { TelegramFacts } from '@gramreel/telegram-local'

const telegram = JSON.parse(process.env['BENCH_TELEGRAM'] ?? '{}') as TelegramFacts

/** TL's `bytes` of more than 253 bytes or fewer: https://core.telegram.org/mtproto/serialize#base-types */
function tlBytes(bytes: Buffer): Buffer {
  const { length } = bytes
  const head = length < 254 ? [length] : [254, length & 255, (length >> 8) & 255, length >> 16]
  const unpadded = Buffer.concat([Buffer.from(head), bytes])
  return Buffer.concat([unpadded, Buffer.alloc(-unpadded.length & 3)])
}

function trustServer(pem: string): void {
  const { n = '', e = '' } = createPublicKey(pem).export({ format: 'jwk' })
  const modulus = Buffer.from(n, 'base64url')
  const exponent = Buffer.from(e, 'base64url')
  const digest = createHash('sha1').update(tlBytes(modulus)).update(tlBytes(exponent)).digest()
  serverKeys.set(digest.readBigInt64LE(12).toString(), {
    n: readBigIntFromBuffer(modulus, false),
    e: exponent.readUIntBE(0, exponent.length),
  })
}

/** GramJS ignores the session's port, so the way to another Telegram leads through the connection. */
class LocalConnection extends ConnectionTCPFull {
  constructor(options: ConstructorParameters<typeof ConnectionTCPFull>[0]) {
    const [ip = '', port] = telegram.dcs[options.dcId]?.split(':') ?? []
    super({ ...options, ip, port: Number(port) })
  }
}

trustServer(readFileSync(telegram.publicKey, 'utf8'))
const session = new StringSession('')
session.setDC(Number(Object.keys(telegram.dcs)[0]), '127.0.0.1', 80)
const client = new TelegramClient(session, telegram.apiId, telegram.apiHash, { connection: LocalConnection })
await client.start({ botAuthToken: telegram.botToken })

const channel = new Api.InputChannel({
  channelId: returnBigInt(-1_000_000_000_000 - Number(telegram.chat)),
  accessHash: returnBigInt(0),
})

/** The most that iterDownload asks for at once, bytes. */
const LARGEST = 512 * 1024

async function send(messageId: number, response: ServerResponse): Promise<void> {
  const id = [new Api.InputMessageID({ id: messageId })]
  const found = await client.invoke(new Api.channels.GetMessages({ channel, id }))
  const message = 'messages' in found ? found.messages[0] : undefined
  const document =
    message && 'media' in message && message.media && 'document' in message.media && message.media.document
  if (!(document instanceof Api.Document)) throw new Error(`message ${messageId} has no file`)
  const { accessHash, fileReference, dcId, size } = document
  const file = new Api.InputDocumentFileLocation({
    id: document.id,
    accessHash,
    fileReference,
    thumbSize: '',
  })
  response.writeHead(200, { 'content-length': size.toString() })
  for await (const part of client.iterDownload({ file, fileSize: size, dcId, requestSize: LARGEST })) {
    if (!response.write(part)) await once(response, 'drain')
  }
  response.end()
}

createServer((request, response) => {
  if (request.url === '/health') response.end('ok')
  else {
    send(Number(request.url?.slice(1)), response).catch((error: unknown) => {
      console.error(error)
      response.destroy()
    })
  }
}).listen(Number(process.env['BENCH_PORT']), '127.0.0.1')

process.on('SIGTERM', () => process.exit(0))
