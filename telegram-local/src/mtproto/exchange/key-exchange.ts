// The server's side of making an authorisation key: https://core.telegram.org/mtproto/auth_key
// One for each connection. A client may begin again at any time on the same connection; the newest req_pq counts.
import { randomBytes } from 'node:crypto'
import { sha1 } from '../crypto/digest.ts'
import { DH_G, DH_PRIME, isSafeGb, newDhPair, sharedKey } from '../crypto/dh.ts'
import { igeDecrypt, igeEncrypt } from '../crypto/ige.ts'
import type { AesKeys } from '../crypto/message-keys.ts'
import type { ServerKey } from '../server-key.ts'
import type { TlObject } from '../service.ts'
import { bytesOf, intOf } from '../../tl/fields.ts'
import { encode } from '../../tl/encode.ts'
import { TlReader } from '../../tl/decode.ts'
import type { Schema } from '../../tl/schema.ts'
import { newChallenge } from './challenge.ts'
import type { Challenge } from './challenge.ts'
import { openRsaEnvelope } from './rsa-envelope.ts'

/** What came out of an exchange; `expiresIn` seconds for temporary keys (perfect forward secrecy). */
export type NewKey = { key: Buffer; id: bigint; firstSalt: bigint; expiresIn?: number }

/** The transport's code for a step that cannot be answered; the client begins again. */
export class ExchangeRefused extends Error {
  readonly transportError: number
  constructor(message: string, transportError = -404) {
    super(message)
    this.name = 'ExchangeRefused'
    this.transportError = transportError
  }
}

export type ExchangeOptions = {
  dcId: number
  serverKey: ServerKey
  schema: Schema
  /** Seconds since 1970. */
  now: () => number
  /** Whether a key with this id exists already: then the client is asked to try again. */
  isKnown: (id: bigint) => boolean
  keep: (key: NewKey) => void
}

type Started = { nonce: Buffer; serverNonce: Buffer; challenge: Challenge }
type Proven = {
  newNonce: Buffer
  expiresIn?: number
  aes: AesKeys
  a: Buffer
  ga: Buffer
  failedHash: bigint
}

export class KeyExchange {
  readonly #options: ExchangeOptions
  #started: Started | undefined
  #proven: Proven | undefined

  constructor(options: ExchangeOptions) {
    this.#options = options
  }

  /** The answer to one unencrypted request; throws ExchangeRefused. */
  answer(request: TlObject): TlObject {
    switch (request._) {
      case 'req_pq':
      case 'req_pq_multi':
        return this.#begin(bytesOf(request, 'nonce'))
      case 'req_DH_params':
        return this.#prove(request)
      case 'set_client_DH_params':
        return this.#finish(request)
      default:
        throw new ExchangeRefused(`${request._} does not belong to a key exchange`)
    }
  }

  #begin(nonce: Buffer): TlObject {
    const started = { nonce: Buffer.from(nonce), serverNonce: randomBytes(16), challenge: newChallenge() }
    this.#started = started
    this.#proven = undefined
    return {
      _: 'resPQ',
      nonce: started.nonce,
      server_nonce: started.serverNonce,
      pq: started.challenge.pq,
      server_public_key_fingerprints: [this.#options.serverKey.fingerprint],
    }
  }

  #prove(request: TlObject): TlObject {
    const { nonce, serverNonce, challenge } = this.#expect(request)
    const { serverKey, schema, now } = this.#options
    if (request['public_key_fingerprint'] !== serverKey.fingerprint)
      throw new ExchangeRefused('a foreign public key')
    const inner = openRsaEnvelope(bytesOf(request, 'encrypted_data'), serverKey, schema)
    if (!inner?._.startsWith('p_q_inner_data')) throw new ExchangeRefused('the inner data cannot be opened')
    this.#expect(inner)
    this.#checkDc(inner['dc'])
    const newNonce = Buffer.from(bytesOf(inner, 'new_nonce'))
    const solved = (['p', 'q'] as const).every(
      (name) =>
        bytesOf(request, name).equals(challenge[name]) && bytesOf(inner, name).equals(challenge[name]),
    )
    if (!solved || !bytesOf(inner, 'pq').equals(challenge.pq)) {
      return {
        _: 'server_DH_params_fail',
        nonce,
        server_nonce: serverNonce,
        new_nonce_hash: sha1(newNonce).subarray(4),
      }
    }
    const expiresIn = 'expires_in' in inner ? intOf(inner, 'expires_in') : undefined
    const proven = {
      newNonce,
      ...(expiresIn === undefined ? {} : { expiresIn }),
      aes: temporaryKeys(newNonce, serverNonce),
      ...newDhPair(),
      failedHash: 0n,
    }
    this.#proven = proven
    const answer = this.#encode({
      _: 'server_DH_inner_data',
      nonce,
      server_nonce: serverNonce,
      g: DH_G,
      dh_prime: DH_PRIME,
      g_a: proven.ga,
      server_time: Math.floor(now()),
    })
    const sealed = Buffer.concat([sha1(answer), answer, randomBytes(-(20 + answer.length) & 15)])
    return {
      _: 'server_DH_params_ok',
      nonce,
      server_nonce: serverNonce,
      encrypted_answer: Buffer.concat(igeEncrypt(sealed, proven.aes.key, proven.aes.iv)),
    }
  }

  #finish(request: TlObject): TlObject {
    const { serverNonce } = this.#expect(request)
    const proven = this.#proven
    if (!proven) throw new ExchangeRefused('set_client_DH_params came before req_DH_params')
    const inner = this.#openClientData(bytesOf(request, 'encrypted_data'), proven.aes)
    this.#expect(inner)
    const gb = bytesOf(inner, 'g_b')
    if (!isSafeGb(gb) || inner['retry_id'] !== proven.failedHash) {
      return this.#verdict('dh_gen_fail', 3, Buffer.alloc(8), proven.newNonce)
    }
    const key = sharedKey(proven.a, gb)
    const hash = sha1(key)
    const id = hash.readBigUInt64LE(12)
    if (this.#options.isKnown(id)) {
      proven.failedHash = hash.readBigInt64LE(0)
      return this.#verdict('dh_gen_retry', 2, hash.subarray(0, 8), proven.newNonce)
    }
    const firstSalt = proven.newNonce.readBigInt64LE(0) ^ serverNonce.readBigInt64LE(0)
    const { expiresIn } = proven
    this.#options.keep({ key, id, firstSalt, ...(expiresIn === undefined ? {} : { expiresIn }) })
    const verdict = this.#verdict('dh_gen_ok', 1, hash.subarray(0, 8), proven.newNonce)
    this.#proven = undefined
    this.#started = undefined
    return verdict
  }

  #verdict(name: string, number: 1 | 2 | 3, keyHash: Buffer, newNonce: Buffer): TlObject {
    const hash = sha1(newNonce, Buffer.of(number), keyHash).subarray(4)
    const { nonce, serverNonce } = this.#started ?? {}
    return { _: name, nonce, server_nonce: serverNonce, [`new_nonce_hash${number}`]: hash }
  }

  /** Both nonces must be those of the exchange under way, in every step and inside every envelope. */
  #expect(message: TlObject): Started {
    const started = this.#started
    if (!started) throw new ExchangeRefused('no exchange is under way')
    const same =
      bytesOf(message, 'nonce').equals(started.nonce) &&
      bytesOf(message, 'server_nonce').equals(started.serverNonce)
    if (!same) throw new ExchangeRefused('the nonces are of another exchange')
    return started
  }

  /** Media connections ask for -dc, test servers for dc + 10000. */
  #checkDc(dc: unknown): void {
    if (typeof dc === 'number' && Math.abs(dc) % 10_000 !== this.#options.dcId) {
      throw new ExchangeRefused(`this is not data centre ${dc}`, -444)
    }
  }

  #openClientData(encrypted: Buffer, aes: AesKeys): TlObject {
    if (encrypted.length < 32 || encrypted.length % 16 !== 0)
      throw new ExchangeRefused('not whole AES blocks')
    const plain = igeDecrypt(encrypted, aes.key, aes.iv)
    const reader = new TlReader(plain, this.#options.schema, 20)
    let inner: TlObject
    try {
      inner = reader.object()
    } catch (cause) {
      throw new ExchangeRefused(`the client's data cannot be read: ${String(cause)}`)
    }
    const padding = plain.length - reader.offset
    const intact = padding < 16 && sha1(plain.subarray(20, reader.offset)).equals(plain.subarray(0, 20))
    if (!intact || inner._ !== 'client_DH_inner_data')
      throw new ExchangeRefused("the client's data does not match its hash")
    return inner
  }

  #encode(value: TlObject): Buffer {
    return encode(value, this.#options.schema.at(0))
  }
}

/** tmp_aes_key and tmp_aes_iv, which guard the exchange's last two steps. */
export function temporaryKeys(newNonce: Buffer, serverNonce: Buffer): AesKeys {
  const a = sha1(newNonce, serverNonce)
  const b = sha1(serverNonce, newNonce)
  const c = sha1(newNonce, newNonce)
  return {
    key: Buffer.concat([a, b.subarray(0, 12)]),
    iv: Buffer.concat([b.subarray(12, 20), c, newNonce.subarray(0, 4)]),
  }
}
