// What to compare with: GramJS as it comes, its own iterDownload behind a plain HTTP handler, as one would write it in an
// afternoon. Ranges are answered the naive way: iterDownload begins at the range's first byte, what is too much is cut off.
//   GET /<message id>   the file of that message in the channel
import { createHash, createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
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
const sessionFile = process.env['BENCH_SESSION'] ?? ''
const session = new StringSession(existsSync(sessionFile) ? readFileSync(sessionFile, 'utf8') : '')
// Port 80 stands for whatever port: GramJS saves ports as signed 16-bit numbers, and would throw at ours.
if (!session.authKey) session.setDC(Number(Object.keys(telegram.dcs)[0]), '127.0.0.1', 80)
const client = new TelegramClient(session, telegram.apiId, telegram.apiHash, { connection: LocalConnection })
await client.start({ botAuthToken: telegram.botToken })
if (sessionFile !== '') writeFileSync(sessionFile, session.save())

const channel = new Api.InputChannel({
  channelId: returnBigInt(-1_000_000_000_000 - Number(telegram.chat)),
  accessHash: returnBigInt(0),
})

/** The most that iterDownload asks for at once, bytes. */
const LARGEST = 512 * 1024

async function send(messageId: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
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
  const total = Number(size)
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  const start = Number(from ?? 0)
  const end = to ? Math.min(Number(to) + 1, total) : total
  response.writeHead(from === undefined ? 200 : 206, {
    'content-length': end - start,
    ...(from !== undefined && { 'content-range': `bytes ${start}-${end - 1}/${total}` }),
  })
  let left = end - start
  const parts = client.iterDownload({
    file,
    offset: returnBigInt(start),
    fileSize: size,
    dcId,
    requestSize: LARGEST,
  })
  for await (const part of parts as AsyncIterable<Buffer>) {
    if (response.destroyed) return
    const wanted = part.subarray(0, left)
    left -= wanted.length
    if (!response.write(wanted)) await Promise.race([once(response, 'drain'), once(response, 'close')])
    if (left === 0) break
  }
  response.end()
}

createServer((request, response) => {
  if (request.url === '/health') response.end('ok')
  else {
    send(Number(request.url?.slice(1)), request, response).catch((error: unknown) => {
      console.error(error)
      response.destroy()
    })
  }
}).listen(Number(process.env['BENCH_PORT']), '127.0.0.1')

process.on('SIGTERM', () => process.exit(0))
