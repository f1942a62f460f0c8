// For tests: the client's side of a key exchange, done as a real client does it or with one thing wrong.
import { constants, createHash, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { TlReader } from '../tl/decode.ts'
import { bytesOf } from '../tl/fields.ts'
import { telegramSchema } from '../tl/schema.ts'
import { sha1 } from './crypto/digest.ts'
import { DH_PRIME } from './crypto/dh.ts'
import { referenceIge } from './crypto/reference-ige.ts'
import { temporaryKeys } from './exchange/key-exchange.ts'
import { tl } from './test-client.ts'
import type { ClientKey, TestClient } from './test-client.ts'

const schema = telegramSchema()

export type ExchangeTricks = {
  padding?: 'RSA_PAD' | 'SHA1'
  innerData?: Record<string, unknown>
  gb?: Buffer
  retryId?: bigint
}

/** Asks for a key as a real client does, or with one thing wrong. */
export async function makeKey(
  client: TestClient,
  publicPem: string,
  fingerprint: bigint,
  { padding = 'RSA_PAD', innerData = {}, gb, retryId = 0n }: ExchangeTricks = {},
): Promise<ClientKey> {
  const nonce = randomBytes(16)
  const pq = await client.askPlain({ _: 'req_pq_multi', nonce })
  const serverNonce = Buffer.from(bytesOf(pq, 'server_nonce'))
  const [p, q] = factorise(big(bytesOf(pq, 'pq')))
  const newNonce = randomBytes(32)
  const inner = {
    _: 'p_q_inner_data',
    pq: bytesOf(pq, 'pq'),
    p: fromBig(p, 4),
    q: fromBig(q, 4),
    nonce,
    server_nonce: serverNonce,
    new_nonce: newNonce,
    ...innerData,
  }
  const encrypted = padding === 'RSA_PAD' ? rsaPad(tl(inner), publicPem) : sha1Padding(tl(inner), publicPem)
  const params = await client.askPlain({
    _: 'req_DH_params',
    nonce,
    server_nonce: serverNonce,
    p: inner.p,
    q: inner.q,
    public_key_fingerprint: fingerprint,
    encrypted_data: encrypted,
  })
  if (params._ !== 'server_DH_params_ok') throw new Error(params._)
  const aes = temporaryKeys(newNonce, serverNonce)
  const answer = referenceIge('decrypt', bytesOf(params, 'encrypted_answer'), aes.key, aes.iv)
  const reader = new TlReader(answer, schema, 20)
  const server = reader.object()
  if (!sha1(answer.subarray(20, reader.offset)).equals(answer.subarray(0, 20))) throw new Error('wrong hash')
  // Short, to be quick; 3^b is far above the modulus all the same.
  const b = big(randomBytes(32))
  const prime = big(DH_PRIME)
  const data = tl({
    _: 'client_DH_inner_data',
    nonce,
    server_nonce: serverNonce,
    retry_id: retryId,
    g_b: gb ?? fromBig(power(3n, b, prime), 256),
  })
  const sealed = Buffer.concat([sha1(data), data, randomBytes(-(20 + data.length) & 15)])
  const verdict = await client.askPlain({
    _: 'set_client_DH_params',
    nonce,
    server_nonce: serverNonce,
    encrypted_data: referenceIge('encrypt', sealed, aes.key, aes.iv),
  })
  const bytes = fromBig(power(big(bytesOf(server, 'g_a')), b, prime), 256)
  const hash = sha1(bytes)
  if (verdict._ !== 'dh_gen_ok') throw new Error(verdict._)
  if (
    !bytesOf(verdict, 'new_nonce_hash1').equals(sha1(newNonce, Buffer.of(1), hash.subarray(0, 8)).subarray(4))
  ) {
    throw new Error('wrong new_nonce_hash1')
  }
  client.key = {
    bytes,
    id: hash.readBigUInt64LE(12),
    salt: newNonce.readBigInt64LE(0) ^ serverNonce.readBigInt64LE(0),
  }
  return client.key
}

const big = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex') || '0'}`)
const fromBig = (value: bigint, length: number) =>
  Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex')

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let b = base % modulus, e = exponent; e > 0n; e >>= 1n, b = (b * b) % modulus) {
    if (e & 1n) result = (result * b) % modulus
  }
  return result
}

/** RSA_PAD: https://core.telegram.org/mtproto/auth_key#presenting-proof-of-work-server-authentication */
export function rsaPad(data: Buffer, publicPem: string): Buffer {
  const padded = Buffer.concat([data, randomBytes(192 - data.length)])
  for (;;) {
    const temporaryKey = randomBytes(32)
    const hash = createHash('sha256').update(temporaryKey).update(padded).digest()
    const withHash = Buffer.concat([Buffer.from(padded.toReversed()), hash])
    const encrypted = referenceIge('encrypt', withHash, temporaryKey, Buffer.alloc(32))
    const mask = createHash('sha256').update(encrypted).digest()
    const masked = Buffer.from(temporaryKey.map((byte, i) => byte ^ (mask[i] ?? 0)))
    try {
      return rawRsa(Buffer.concat([masked, encrypted]), publicPem)
    } catch {
      continue // Larger than the modulus: another temporary key.
    }
  }
}

/** What older clients do: SHA1 of the data, the data, anything up to 255 bytes. */
export function sha1Padding(data: Buffer, publicPem: string): Buffer {
  return rawRsa(Buffer.concat([Buffer.of(0), sha1(data), data, randomBytes(235 - data.length)]), publicPem)
}

const rawRsa = (bytes: Buffer, publicPem: string) =>
  publicEncrypt({ key: createPublicKey(publicPem), padding: constants.RSA_NO_PADDING }, bytes)

/** Pollard's rho, as clients do; one gcd for many steps. */
function factorise(n: bigint): [bigint, bigint] {
  for (let c = 1n; ; c++) {
    const step = (v: bigint) => (v * v + c) % n
    let [x, y, d] = [2n, 2n, 1n]
    while (d === 1n) {
      let product = 1n
      for (let i = 0; i < 64; i++) {
        x = step(x)
        y = step(step(y))
        product = (product * (x - y)) % n
      }
      d = gcd(product < 0n ? -product : product, n)
    }
    if (d !== n) return d < n / d ? [d, n / d] : [n / d, d]
  }
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))
