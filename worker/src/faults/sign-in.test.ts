// Telegram forgets who we are: one new login for all who wait, and the worker says so meanwhile.
import { existsSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { type Pair, startPair } from '../testing/start-pair.ts'
import { watch } from './viewer.ts'

const MIB = 1024 * 1024
const LOGIN = 'auth.importBotAuthorization'
/** Until films go on, by the promise. */
const RECOVERED_MS = 15_000

let pair: Pair | undefined
afterEach(() => pair?.close())

async function start(): Promise<Pair> {
  pair = await startPair({ cacheMemoryMb: 0 })
  return pair
}

async function control({ telegram }: Pair, path: string, body: object): Promise<void> {
  const answer = await fetch(`${telegram.botApi}/control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBeLessThan(300)
}

const films = (of: Pair, count: number, dc = 2) =>
  Promise.all(Array.from({ length: count }, () => of.post({ size: MIB + 1000, dc })))

describe('R06: a session that Telegram ended', () => {
  it.each([2, 4])('in data centre %i costs one login for all viewers, within 15 s', async (dc) => {
    const own = await start()
    const all = await films(own, 20, dc)
    await watch(own.link(all[0] ?? never()), { size: MIB + 1000 }, { start: 0, end: 10 })
    const logins = await own.calls(LOGIN)
    const imports = await own.calls('auth.importAuthorization')
    await control(own, 'sign-out', { dc })
    const begun = performance.now()
    await Promise.all(all.map((film) => watch(own.link(film), film)))
    expect(performance.now() - begun).toBeLessThan(RECOVERED_MS)
    if (dc === 2) expect((await own.calls(LOGIN)) - logins).toBe(1)
    else expect((await own.calls('auth.importAuthorization')) - imports).toBe(1)
  })

  it('everywhere at once is mended everywhere', async () => {
    const own = await start()
    const all = [...(await films(own, 4)), ...(await films(own, 4, 4))]
    await Promise.all(all.map((film) => watch(own.link(film), film, { start: 0, end: 10 })))
    await control(own, 'sign-out', {})
    await Promise.all(all.map((film) => watch(own.link(film), film)))
    expect(await own.calls(LOGIN)).toBe(2)
  })

  it('is told by /health and /ready while it lasts, and an answer under way goes on afterwards', async () => {
    const own = await start()
    const film = await own.post({ size: 12 * MIB })
    own.telegram.faults.add({ fault: 'stall', method: LOGIN, seconds: 2, times: 1 })
    let isSignedOut = false
    const viewing = watch(own.link(film), film, {
      onBytes: async (received) => {
        if (isSignedOut || received < MIB) return
        isSignedOut = true
        await control(own, 'sign-out', {})
      },
    })
    await expect.poll(() => own.worker.health().status, { interval: 50, timeout: 5000 }).toBe('degraded')
    expect((await fetch(`${own.worker.url}/ready`)).status).toBe(503)
    await viewing
    expect(own.worker.health()).toMatchObject({ status: 'ok', telegram: 'connected' })
    expect((await fetch(`${own.worker.url}/ready`)).status).toBe(200)
  })

  it('whose new login fails at first is tried again', async () => {
    const own = await start()
    const film = await own.post({ size: 3 * MIB })
    own.telegram.faults.add({
      fault: 'rpc-error',
      code: 500,
      message: 'AUTH_RESTART',
      method: LOGIN,
      times: 2,
    })
    await control(own, 'sign-out', {})
    const { ms } = await watch(own.link(film), film)
    expect(ms).toBeLessThan(RECOVERED_MS)
  })

  it('whose new login must wait (FLOOD_WAIT) is not knocked at meanwhile', async () => {
    const own = await start()
    const film = await own.post({ size: 3 * MIB })
    const logins = await own.calls(LOGIN)
    own.telegram.faults.add({ fault: 'flood-wait', seconds: 4, method: LOGIN, times: 1 })
    await control(own, 'sign-out', {})
    const { ms } = await watch(own.link(film), film)
    expect(ms).toBeGreaterThan(3500)
    expect((await own.calls(LOGIN)) - logins).toBe(2)
  })
})

describe('R07: AUTH_KEY_DUPLICATED', () => {
  it.each([2, 4])('in data centre %i makes a new key within 15 s, once for all, and keeps it', async (dc) => {
    const own = await start()
    const all = await films(own, 10, dc)
    await watch(own.link(all[0] ?? never()), { size: MIB + 1000 }, { start: 0, end: 10 })
    const duplicated = { fault: 'rpc-error', code: 406, message: 'AUTH_KEY_DUPLICATED' } as const
    own.telegram.faults.add({ ...duplicated, method: 'upload.getFile', times: 1 })
    const before = await own.calls(dc === 2 ? LOGIN : 'auth.importAuthorization')
    const begun = performance.now()
    await Promise.all(all.map((film) => watch(own.link(film), film)))
    expect(performance.now() - begun).toBeLessThan(RECOVERED_MS)
    expect((await own.calls(dc === 2 ? LOGIN : 'auth.importAuthorization')) - before).toBe(1)
  })
})

describe('R28: a worker whose state is lost', () => {
  it('starts from nothing but its settings, and the same link plays on', async () => {
    const own = await start()
    const film = await own.post({ size: 3 * MIB })
    const link = own.link(film)
    await watch(link, film, { start: 0, end: 1000 })
    await own.worker.close()
    const dataDir = `${own.telegram.publicKey}.other-folder`
    expect(existsSync(dataDir)).toBe(false)
    const next = await own.startWorker({ dataDir })
    await watch(link.replace(own.worker.url, next.url), film, { start: 1000 })
  })

  it('whose kept session is one that Telegram has forgotten makes another', async () => {
    const own = await start()
    const film = await own.post({ size: MIB })
    await own.worker.close()
    await control(own, 'sign-out', {})
    const next = await own.startWorker()
    await next.signedIn
    await watch(own.link(film).replace(own.worker.url, next.url), film)
  })
})

function never(): never {
  throw new Error('no film')
}
