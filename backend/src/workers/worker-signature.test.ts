import { generateKeyPairSync, hkdfSync, sign as signWith } from 'node:crypto'
import { assert, asyncProperty, nat } from 'fast-check'
import { expect, test } from 'vitest'
import { signAsWorker } from '../testing/sign-as-worker.ts'
import { createWorkerSignature } from './worker-signature.ts'

const token = '123456789:AAExampleExampleExampleExample'
const PATH = '/api/workers/worker-1/withdrawn?since=0'
const NOW = 1_790_000_000

const own = generateKeyPairSync('ed25519')

let nonces = 0
const nextNonce = () => String(nonces++).padStart(22, 'x')

const setUp = () => {
  const clock = { now: NOW }
  const check = createWorkerSignature({
    enrolled: async (id) => (id === 'enrolled' ? { publicKey: own.publicKey, botId: 9 } : undefined),
    keys: ({ salt, info, bytes }) => [
      { botId: 7, key: Buffer.from(hkdfSync('sha256', 'another bot', salt, info, bytes)) },
      { botId: 8, key: Buffer.from(hkdfSync('sha256', token, salt, info, bytes)) },
    ],
    now: () => clock.now,
  })
  const ask = (authorization: string | undefined, request = {}) =>
    check({ method: 'GET', path: PATH, authorization, body: Buffer.alloc(0), ...request })
  return { clock, ask }
}
const sign = (signed: object = {}) => signAsWorker({ token, time: NOW, ...signed }, 'GET', PATH)
const worker = (code = 'worker_unknown') => expect.objectContaining({ code })

test('a signed request is its worker’s, whatever the worker is called', async () => {
  const { ask } = setUp()
  for (const workerId of ['worker-1', "a/b c'(ü)%", 'x'.repeat(128)])
    expect(await ask(sign({ workerId }))).toEqual({ workerId, botIds: [8] })
})

test('a request is good once', async () => {
  const { clock, ask } = setUp()
  const early = sign({ time: NOW + 60 })
  await ask(early)
  for (const later of [0, 59, 119, 120]) {
    clock.now = NOW + later
    await expect(ask(early)).rejects.toThrow(worker())
    await ask(sign({ time: clock.now }))
  }
})

test('a request is good for a minute on either side', async () => {
  const { ask } = setUp()
  for (const off of [-60, 0, 60]) expect((await ask(sign({ time: NOW + off }))).workerId).toBe('worker-1')
  for (const off of [-61, 61, -86_400]) await expect(ask(sign({ time: NOW + off }))).rejects.toThrow(worker())
})

test('another token, method, address or body has another signature', async () => {
  const { ask } = setUp()
  await expect(ask(sign({ token: '123456789:AAOtherOtherOtherOtherOther' }))).rejects.toThrow(worker())
  await expect(ask(sign(), { method: 'POST' })).rejects.toThrow(worker())
  await expect(ask(sign(), { path: `${PATH}0` })).rejects.toThrow(worker())
  await expect(ask(sign(), { body: Buffer.from('{}') })).rejects.toThrow(worker())
  await expect(ask(undefined)).rejects.toThrow(worker())
})

test('no changed character is accepted, and nothing but worker_unknown is thrown', async () => {
  const good = sign()
  await assert(
    asyncProperty(nat(good.length - 1), nat(126), async (at, code) => {
      const changed = good.slice(0, at) + String.fromCharCode(code) + good.slice(at + 1)
      // The name is not part of what is signed here: the address holds it, and is compared with it.
      if (changed === good || (at > 15 && at < 25)) return
      await expect(setUp().ask(changed)).rejects.toThrow(worker())
    }),
    { numRuns: 500 },
  )
})

test('without a bot nobody can prove himself', async () => {
  const check = createWorkerSignature({ enrolled: async () => undefined, keys: () => [] })
  const request = { method: 'GET', path: PATH, authorization: sign(), body: Buffer.alloc(0) }
  await expect(check(request)).rejects.toThrow(worker())
})

const header = (workerId: string, privateKey = own.privateKey) => {
  const [scheme, , time, nonce] = sign({ nonce: nextNonce() }).split(' ')
  const text = `GET\n${PATH}\n${time}\n${nonce}\n47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU`
  const signature = signWith(null, Buffer.from(text), privateKey).toString('base64url')
  return [scheme, workerId, time, nonce, signature].join(' ')
}

test('a worker that enrolled has its own key, and no other: not even the one of its bot', async () => {
  const { ask } = setUp()
  expect(await ask(header('enrolled'))).toEqual({ workerId: 'enrolled', botIds: [9] })
  const foreign = generateKeyPairSync('ed25519').privateKey
  for (const bad of [header('enrolled', foreign), header('worker-1'), sign({ workerId: 'enrolled' })])
    await expect(ask(bad)).rejects.toThrow(worker())
})
