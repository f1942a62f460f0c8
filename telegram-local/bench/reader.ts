// The other side of wire.ts: asks for one megabyte after the other, 16 in flight, and only counts what comes.
import { createHash, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { TestClient, initialised, tl } from '../src/mtproto/test-client.ts'
import { makeKey } from '../src/mtproto/test-exchange.ts'
import { joined } from '../src/tl/lazy-bytes.ts'
import { TlWriter } from '../src/tl/writer.ts'

type Task = {
  port: number
  publicPem: string
  apiId: number
  apiHash: string
  token: string
  id: string
  accessHash: string
  reference: string
  served: number
}

const MIB = 1024 * 1024
const AHEAD = 16

process.once('message', (task: Task) => void read(task))

async function read(task: Task): Promise<void> {
  const client = new TestClient(task.port, 'intermediate')
  const pem = readFileSync(task.publicPem, 'utf8')
  await makeKey(client, pem, fingerprint(pem))
  const signIn = tl({
    _: 'auth.importBotAuthorization',
    api_id: task.apiId,
    api_hash: task.apiHash,
    bot_auth_token: task.token,
  })
  await client.result('auth.importBotAuthorization', client.send(initialised(signIn, 198)))
  const location = {
    _: 'inputDocumentFileLocation',
    id: BigInt(task.id),
    access_hash: BigInt(task.accessHash),
    file_reference: Buffer.from(task.reference, 'base64'),
  }
  let asked = 0
  let got = 0
  const ask = () => {
    client.send(tl({ _: 'upload.getFile', location, offset: BigInt(asked), limit: MIB }))
    asked += MIB
  }
  client.socket.removeAllListeners('data')
  client.socket.on('data', (bytes) => {
    got += bytes.length
    const missing = Math.min(task.served, got + (AHEAD - 1) * MIB) - asked
    for (let i = 0; i < missing / MIB; i++) ask()
    if (got >= task.served) process.exit(0)
  })
  process.send?.('ready')
  for (let i = 0; i < AHEAD; i++) ask()
}

function fingerprint(pem: string): bigint {
  const { n = '', e = '' } = createPublicKey(pem).export({ format: 'jwk' })
  const writer = new TlWriter()
  for (const part of [n, e]) writer.byteString(Buffer.from(part, 'base64url'))
  return createHash('sha1').update(joined(writer.parts())).digest().readBigInt64LE(12)
}
