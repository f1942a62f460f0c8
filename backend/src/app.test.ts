import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createClient, signInOwner, startBackend } from './testing/start-backend.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const WORKER = { id: 'worker-1', url: 'http://127.0.0.1:3001' }

const builtGallery = async (): Promise<string> => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Gramreel</title>')
  await writeFile(join(folder, 'assets/index-abc123.js'), 'export {}')
  await writeFile(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  return folder
}

test('health, key set and API description are public', async () => {
  const { request } = createClient((await startBackend()).url)
  expect((await request('GET', '/health')).body).toMatchObject({ status: 'ok' })
  expect((await request('GET', '/.well-known/jwks.json')).body.keys).toHaveLength(1)
  const { body } = await request('GET', '/api/openapi.json')
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining(['/api/session', '/api/files', '/api/files/{id}/link', '/api/events']),
  )
  expect(body.paths['/api/files/{id}/link'].get).toMatchObject({
    security: [{ session: [] }],
    responses: { 200: {}, '4XX': {}, '5XX': {} },
  })
  expect(body.paths['/api/session'].post).not.toHaveProperty('security')
  const docs = await request('GET', '/api/docs')
  expect(docs.status).toBe(200)
  expect(docs.headers.get('content-security-policy')).toContain("style-src 'self' 'unsafe-inline'")
})

test('the gallery’s pages, its hashed files and its others each have their lifetime', async () => {
  const backend = await startBackend({ frontendDir: await builtGallery() })
  const { request } = createClient(backend.url)
  for (const path of ['/', '/f/V1StGXR8_Z5jdHi6B-myT', '/welcome', '/sign-in', '/?q=film']) {
    const page = await request('GET', path)
    expect(page.status, path).toBe(200)
    expect(page.body.text).toContain('<title>Gramreel</title>')
    expect(page.headers.get('cache-control')).toBe('no-cache')
  }
  const asset = await request('GET', '/assets/index-abc123.js')
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect((await request('GET', '/icon.svg')).headers.get('cache-control')).toBe('no-cache')
})

test.each([
  '/nope',
  '/api/nope',
  '/assets/nope.js',
  '/..%2f..%2fetc/passwd',
  '/assets/..%2f..%2fpackage.json',
  '/f/a/b',
])('the unknown address %s is a 404 in JSON', async (path) => {
  const backend = await startBackend({ frontendDir: await builtGallery() })
  expect(await createClient(backend.url).request('GET', path)).toMatchObject({
    status: expect.toSatisfy((status) => status === 404 || status === 403),
    body: { error: { code: expect.any(String) } },
  })
})

test('a gallery that is not built says how to build it', async () => {
  const backend = await startBackend({ frontendDir: join(await temporaryFolder(), 'dist') })
  const page = await createClient(backend.url).request('GET', '/')
  expect(page).toMatchObject({ status: 503, body: { text: expect.stringContaining('npm run build') } })
})

test('every answer carries the policy: media from the worker and the Bot API, script from nowhere else', async () => {
  const backend = await startBackend({ worker: WORKER, botApiUrl: 'http://127.0.0.1:3003/custom' })
  const { request } = createClient(backend.url)
  for (const path of ['/', '/nope', '/api/session', '/health', '/%ff']) {
    const { headers } = await request('GET', path)
    const policy = headers.get('content-security-policy')
    if (path === '/%ff') continue
    expect(policy, path).toBe(
      [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' http://127.0.0.1:3001 http://127.0.0.1:3003 data:",
        "media-src 'self' http://127.0.0.1:3001 http://127.0.0.1:3003 blob:",
        "connect-src 'self' http://127.0.0.1:3001",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ].join(';'),
    )
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('strict-transport-security')).toBeNull()
  }
})

test('with DIRECT_LINKS=never the policy does not name the Bot API', async () => {
  const backend = await startBackend({ directLinks: 'never', botApiUrl: 'http://127.0.0.1:3003' })
  const { headers } = await createClient(backend.url).request('GET', '/health')
  expect(headers.get('content-security-policy')).not.toContain('3003')
})

test.each([
  ['POST', '/api/files', 'GET, HEAD'],
  ['DELETE', '/api/files/x', 'GET, HEAD'],
  ['PATCH', '/api/session', 'DELETE, GET, HEAD, POST'],
  ['GET', '/api/session/code', 'POST'],
  ['PUT', '/health', 'GET, HEAD'],
  ['HEAD', '/api/events', 'GET'],
  ['POST', '/welcome', 'GET, HEAD'],
])('%s %s is a 405 that allows %s', async (method, path, allow) => {
  const backend = await startBackend()
  const answer = await createClient(backend.url).request(method, path)
  expect(answer.status).toBe(405)
  expect(answer.headers.get('allow')).toBe(allow)
})

test.each([
  ['not JSON', 400, 'bad_request', { 'content-type': 'application/json' }, '{'],
  ['of another type', 415, 'unsupported_media_type', { 'content-type': 'text/plain' }, '{}'],
  ['a form', 415, 'unsupported_media_type', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=b'],
  ['too large', 413, 'payload_too_large', { 'content-type': 'application/json' }, `"${'x'.repeat(70_000)}"`],
])('a body %s is answered %i', async (_name, status, code, headers, body) => {
  const backend = await startBackend()
  const answer = await fetch(`${backend.url}/api/session`, { method: 'POST', headers, body })
  expect(answer.status).toBe(status)
  expect(await answer.json()).toMatchObject({ error: { code } })
})

test.each([
  '/api/files?limit=0',
  '/api/files?limit=501',
  '/api/files?limit=x',
  '/api/files?kind=film',
  '/api/files?cursor=x',
  '/api/files?q=a&q=b',
  '/api/files/a%00b',
  `/api/files/${'a'.repeat(65)}`,
])('%s is a bad request that names the field', async (path) => {
  const client = await signInOwner(await startBackend())
  expect(await client.request('GET', path)).toMatchObject({
    status: 400,
    body: { error: { code: 'bad_request' } },
  })
})

test('an unknown file is a 404 on each of its addresses', async () => {
  const client = await signInOwner(await startBackend())
  for (const path of ['/api/files/none', '/api/files/none/link', '/api/files/none/thumbnail']) {
    expect(await client.request('GET', path)).toMatchObject({
      status: 404,
      body: { error: { code: 'file_not_found' } },
    })
  }
})

test('without bot and worker the status says so', async () => {
  const client = await signInOwner(await startBackend())
  expect((await client.request('GET', '/api/status')).body).toEqual({
    bot: { state: 'none', username: null },
    worker: { state: 'none' },
  })
})

test('an event stream ends when its session does, and when the backend stops', async () => {
  const backend = await startBackend()
  const client = await signInOwner(backend)
  const open = async () => {
    const response = await fetch(`${backend.url}/api/events`, { headers: { cookie: client.cookie() ?? '' } })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    return response.text()
  }
  const first = open()
  await new Promise((resolve) => setTimeout(resolve, 100))
  await client.request('DELETE', '/api/session')
  expect(await first).toContain('retry:')

  const again = await startBackend({ dataDir: backend.config.dataDir })
  const other = await signInOwner(again)
  const second = fetch(`${again.url}/api/events`, { headers: { cookie: other.cookie() ?? '' } }).then((r) =>
    r.text(),
  )
  await new Promise((resolve) => setTimeout(resolve, 100))
  const began = Date.now()
  await again.close()
  expect(await second).toContain('retry:')
  expect(Date.now() - began).toBeLessThan(2_000)
})

test('a port in use, a folder in the way and a foreign database are said in one sentence', async () => {
  const backend = await startBackend()
  const port = Number(new URL(backend.url).port)
  await expect(startBackend({ port })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is already in use. Stop the other program, or set PORT to another number.`,
  )
  const folder = await temporaryFolder()
  const file = join(folder, 'file')
  await writeFile(file, '')
  await expect(startBackend({ dataDir: join(file, 'data') })).rejects.toThrow(
    /^The data folder .* cannot be written/,
  )
  // Where a folder that exists answers ENOENT, mkdir's own recursion never ends.
  if (process.platform === 'linux')
    await expect(startBackend({ dataDir: '/proc/nowhere/data' })).rejects.toThrow(
      /^The data folder .* cannot be written/,
    )
  await writeFile(
    join(folder, 'gramreel.db'),
    'this is no database, but it is longer than a header of one '.repeat(50),
  )
  await expect(startBackend({ dataDir: folder })).rejects.toThrow(
    /^The catalogue's database .* cannot be opened/,
  )
})

test('what the backend writes is for its own eyes', async () => {
  const folder = await temporaryFolder()
  await chmod(folder, 0o755)
  await startBackend({ dataDir: folder })
  for (const name of ['gramreel.db', 'gramreel.db-wal', 'secret-key', 'link-key.public.pem']) {
    expect((await stat(join(folder, name))).mode & 0o077, name).toBe(0)
  }
  expect(await readFile(join(folder, 'link-key.public.pem'), 'utf8')).toContain('BEGIN PUBLIC KEY')
})
