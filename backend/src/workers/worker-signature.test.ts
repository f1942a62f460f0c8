import { hkdfSync } from 'node:crypto'
import { assert, nat, property } from 'fast-check'
import { expect, test } from 'vitest'
import { signAsWorker } from '../testing/sign-as-worker.ts'
import { createWorkerSignature } from './worker-signature.ts'

const token = '123456789:AAExampleExampleExampleExample'
const PATH = '/api/workers/worker-1/withdrawn?since=0'
const NOW = 1_790_000_000

const setUp = () => {
  const clock = { now: NOW }
  const check = createWorkerSignature({
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

test('a signed request is its worker’s, whatever the worker is called', () => {
  const { ask } = setUp()
  for (const workerId of ['worker-1', "a/b c'(ü)%", 'x'.repeat(128)])
    expect(ask(sign({ workerId }))).toEqual({ workerId, botIds: [8] })
})

test('a request is good once', () => {
  const { clock, ask } = setUp()
  const early = sign({ time: NOW + 60 })
  ask(early)
  for (const later of [0, 59, 119, 120]) {
    clock.now = NOW + later
    expect(() => ask(early)).toThrow(worker())
    ask(sign({ time: clock.now }))
  }
})

test('a request is good for a minute on either side', () => {
  const { ask } = setUp()
  for (const off of [-60, 0, 60]) expect(ask(sign({ time: NOW + off })).workerId).toBe('worker-1')
  for (const off of [-61, 61, -86_400]) expect(() => ask(sign({ time: NOW + off }))).toThrow(worker())
})

test('another token, method, address or body has another signature', () => {
  const { ask } = setUp()
  expect(() => ask(sign({ token: '123456789:AAOtherOtherOtherOtherOther' }))).toThrow(worker())
  expect(() => ask(sign(), { method: 'POST' })).toThrow(worker())
  expect(() => ask(sign(), { path: `${PATH}0` })).toThrow(worker())
  expect(() => ask(sign(), { body: Buffer.from('{}') })).toThrow(worker())
  expect(() => ask(undefined)).toThrow(worker())
})

test('no changed character is accepted, and nothing but worker_unknown is thrown', () => {
  const good = sign()
  assert(
    property(nat(good.length - 1), nat(126), (at, code) => {
      const changed = good.slice(0, at) + String.fromCharCode(code) + good.slice(at + 1)
      // The name is not part of what is signed here: the address holds it, and is compared with it.
      if (changed === good || (at > 15 && at < 25)) return
      expect(() => setUp().ask(changed)).toThrow(worker())
    }),
    { numRuns: 500 },
  )
})

test('without a bot nobody can prove himself', () => {
  const check = createWorkerSignature({ keys: () => [] })
  const request = { method: 'GET', path: PATH, authorization: sign(), body: Buffer.alloc(0) }
  expect(() => check(request)).toThrow(worker())
})
