import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { get, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { SERVICE_WORKER_POLICY } from '../http/security-headers.ts'
import { expect, onTestFinished, test } from 'vitest'
import { createPeople, databaseOf } from '../testing/people.ts'
import { createGuest, postFile, share } from '../testing/share.ts'
import { createClient, startBackend, type Answer } from '../testing/start-backend.ts'

const builtGallery = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'gramreel-page-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><meta charset="utf-8" /><title>Gramreel</title>',
  )
  return folder
}

const WORKER = { id: 'worker-1', url: 'https://media.example/w1' }
const PRECONNECT =
  '<link rel="preconnect" href="https://media.example" /><link rel="preconnect" href="https://media.example" crossorigin />'

/** As a browser navigates; `early` is the Link header of 103. */
const navigate = (url: string): Promise<{ status: number; early: unknown; headers: IncomingHttpHeaders }> =>
  new Promise((resolve, reject) => {
    let early: unknown
    const request = get(url, { headers: { 'sec-fetch-mode': 'navigate' } }, (response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, early, headers: response.headers })
    })
    request.on('information', ({ statusCode, headers }) => {
      if (statusCode === 103) early = headers['link']
    })
    request.on('error', reject)
  })

test('the page tells the browser where films come from, and is asked for again only when it has changed', async () => {
  const frontendDir = await builtGallery()
  const { request } = createClient((await startBackend({ frontendDir, worker: WORKER })).url)
  const page = await request('GET', '/')
  expect(page.body['text']).toContain(`${PRECONNECT}<title>`)
  const etag = page.headers.get('etag') ?? ''
  const again = await request('GET', '/settings', undefined, { 'if-none-match': etag })
  expect([again.status, again.body['text']]).toEqual([304, ''])
  await writeFile(join(frontendDir, 'index.html'), '<title>Built anew</title>')
  await utimes(join(frontendDir, 'index.html'), 1, 1)
  expect((await request('GET', '/', undefined, { 'if-none-match': etag })).body['text']).toContain(
    'Built anew',
  )
})

test('a page without workers has no hints', async () => {
  const { request } = createClient((await startBackend({ frontendDir: await builtGallery() })).url)
  expect((await request('GET', '/')).body['text']).not.toContain('preconnect')
})

test('103 Early Hints go out only where they are set, and only to a navigation', async () => {
  const frontendDir = await builtGallery()
  const silent = await startBackend({ frontendDir, worker: WORKER })
  expect(await navigate(`${silent.url}/`)).toMatchObject({ status: 200, early: undefined })
  const { url } = await startBackend({ frontendDir, worker: WORKER, hasEarlyHints: true })
  expect(await navigate(`${url}/`)).toMatchObject({
    status: 200,
    early: '<https://media.example>; rel=preconnect, <https://media.example>; rel=preconnect; crossorigin',
  })
  expect((await fetch(`${url}/`)).status).toBe(200)
})

test('the service worker is never out of date, and may reach workers that come later', async () => {
  const frontendDir = await builtGallery()
  await writeFile(join(frontendDir, 'sw.js'), '')
  const { request } = createClient((await startBackend({ frontendDir, worker: WORKER })).url)
  const { headers } = await request('GET', '/sw.js')
  expect(headers.get('cache-control')).toBe('no-cache')
  expect(headers.get('content-type')).toMatch('javascript')
  expect(headers.get('content-security-policy')).toMatch(/connect-src 'self' https: /)
  expect((await request('GET', '/')).headers.get('content-security-policy')).not.toContain(' https: ')
})

const follow = async (ask: (path: string) => Promise<Answer>, path: string) => {
  const { headers } = await ask(path)
  return ask(headers.get('location') ?? '')
}

test('an address of media leads to a fresh link, of the worker’s own, with the session’s or the share’s right', async () => {
  const backend = await startBackend({ frontendDir: await builtGallery(), worker: WORKER })
  const database = await databaseOf(backend)
  const people = createPeople(backend, database)
  const owner = await people.browserOf(await people.owner())
  const id = await postFile(database, { size: 10 })
  const { slug } = await share(owner, { files: [id], password: 'sesame' })
  const guest = createGuest(backend.url)
  const ownerAsks = (path: string) => owner.request('GET', path)
  const link = await follow(ownerAsks, `/v/${id}`)
  expect([link.status, link.headers.get('cache-control')]).toEqual([302, 'no-store'])
  expect(link.headers.get('location')).toMatch(`${WORKER.url}/stream/${id}/`)

  const guestAsks = (path: string) => guest.ask('GET', path)
  expect(await follow(guestAsks, `/v/${id}`)).toMatchObject({ status: 401 })
  expect(await follow(guestAsks, `/s/${slug}/v/${id}`)).toMatchObject({ status: 401 })
  await guest.ask('POST', `/api/shares/${slug}/password`, { password: 'sesame' })
  const shared = await follow(guestAsks, `/s/${slug}/v/${id}`)
  expect(shared.headers.get('location')).toMatch(`${WORKER.url}/stream/${id}/`)
})

test('what the build compressed travels compressed, with its own type and policy', async () => {
  const frontendDir = await builtGallery()
  const script = 'console.log("hello")'
  await writeFile(join(frontendDir, 'sw.js'), script)
  await writeFile(join(frontendDir, 'sw.js.br'), brotliCompressSync(script))
  const { url } = await startBackend({ frontendDir })
  const small = await fetch(`${url}/sw.js`, { headers: { 'accept-encoding': 'br' } })
  expect(await small.text()).toBe(script)
  expect(Object.fromEntries(small.headers)).toMatchObject({
    'content-encoding': 'br',
    'content-type': expect.stringContaining('javascript'),
    'content-security-policy': SERVICE_WORKER_POLICY,
    vary: 'accept-encoding',
  })
  const plain = await fetch(`${url}/sw.js`, { headers: { 'accept-encoding': 'identity' } })
  expect(plain.headers.get('content-encoding')).toBeNull()
})

test('an address that nobody knows gets the page, as 404, when a person asks for it', async () => {
  const { url } = await startBackend({ frontendDir: await builtGallery() })
  const page = await fetch(`${url}/nothing/here`, { headers: { accept: 'text/html,*/*' } })
  expect([page.status, (await page.text()).includes('<title>Gramreel')]).toEqual([404, true])
  for (const path of ['/api/nothing', '/assets/gone.js']) {
    const answer = await fetch(`${url}${path}`, { headers: { accept: '*/*' } })
    expect([answer.status, await answer.json()]).toMatchObject([404, { error: { code: 'not_found' } }])
  }
})
