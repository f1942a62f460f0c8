import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer, type Server } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { TEST_CERTIFICATE, TEST_KEY } from '../testing/tls.ts'
import { createGuardedFetch, type Lookup } from './guarded-fetch.ts'

const listen = async (server: Server, host = '127.0.0.1'): Promise<number> => {
  server.listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

/** Counts whoever knocks, on both kinds of loopback. */
const startCanary = async () => {
  const canary = { knocks: 0, port: 0, port6: 0 }
  const open = () =>
    createTcpServer((socket) => {
      canary.knocks += 1
      socket.destroy()
    })
  canary.port = await listen(open())
  canary.port6 = await listen(open(), '::1')
  return canary
}

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener)
  onTestFinished(() => server.closeAllConnections())
  return `http://127.0.0.1:${await listen(server)}`
}

/** Answers what the test says, as a hostile name server would. */
const answering =
  (addresses: (call: number) => string[], calls = { count: 0 }): Lookup =>
  (_host, _options, answer) => {
    const found = addresses(calls.count++).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }))
    setImmediate(() => answer(null, found))
  }

const problem = (name: string) => expect.objectContaining({ problem: name })

const nearby = createGuardedFetch({ isPrivateAllowed: true })

test('S21: no address that points inside is connected to, however it is written', async () => {
  const canary = await startCanary()
  const { port, port6 } = canary
  const inside = [
    '127.0.0.1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '0.0.0.0',
    '169.254.169.254',
  ]
  const inside6 = [
    '::1',
    '::ffff:7f00:1',
    'fd00:ec2::254',
    'fe80::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '::',
  ]
  const names = new Map<string, string>()
  for (const address of [...inside, ...inside6]) names.set(`x${names.size}.example`, address)
  const lookup: Lookup = (host, _options, answer) => {
    const address = names.get(host) ?? '127.0.0.1'
    answer(null, [{ address, family: address.includes(':') ? 6 : 4 }])
  }
  const vectors = [
    ...inside.flatMap((host) => [`https://${host}/`, `https://${host}:${port}/`]),
    ...inside6.flatMap((host) => [`https://[${host}]/`, `https://[${host}]:${port6}/`]),
    ...Array.from(names.keys(), (host) => `https://${host}/`),
    ...[
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '127.0.1',
      '１２７.0.0.1',
      '127。0。0。1',
      '0',
    ].map((host) => `https://${host}:${port}/`),
    'https://localhost/',
    'https://localhost./',
    'https://LOCALHOST/',
    'https://127.0.0.1.nip.io/',
    `https://worker.example@127.0.0.1:${port}/`,
    'https://name:word@worker.example/',
    'https://name@worker.example/',
    `https://worker.example#@127.0.0.1:${port}/`,
    `https://127.0.0.1:${port}\\@worker.example/`,
    'https://worker.example:22/',
    'https://worker.example:6379/',
    `https://worker.example:${port}/`,
    `http://127.0.0.1:${port}/`,
    'http://worker.example/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/_x',
    'ftp://worker.example/',
    'data:text/plain,x',
    'javascript:1',
    'https://',
    '//127.0.0.1/',
    '',
  ]
  expect(vectors.length).toBeGreaterThanOrEqual(60)
  const guardedFetch = createGuardedFetch({ lookup })
  for (const url of vectors) await expect(guardedFetch(url), url).rejects.toThrow(problem('refused'))
  expect(canary.knocks).toBe(0)
})

test('S22: a name that changes its address is judged at the connection, and asked for once', async () => {
  const tries = 1_000
  const canary = await startCanary()
  const calls = { count: 0 }
  const stops: AbortController[] = []
  // Public at first, so that whoever checks before he connects is content; inside for whoever asks again.
  const lookup = answering((call) => {
    if (call % 2 === 1) return call % 3 === 0 ? ['127.0.0.1'] : ['93.184.215.14', '127.0.0.1']
    stops.at(-1)?.abort(new Error('judged'))
    return ['93.184.215.14']
  }, calls)
  const guardedFetch = createGuardedFetch({ lookup })
  for (let i = 0; i < tries; i++) {
    const stop = new AbortController()
    stops.push(stop)
    const asked = guardedFetch('https://worker.example/', { signal: stop.signal })
    await expect(asked).rejects.toThrow(i % 2 === 1 ? problem('refused') : 'judged')
  }
  expect([calls.count, canary.knocks]).toEqual([tries, 0])
})

test('S22: with private networks allowed, a cloud’s metadata is still out of reach', async () => {
  for (const address of ['169.254.169.254', '0.0.0.0', '224.0.0.1'])
    await expect(nearby(`http://${address}/`)).rejects.toThrow(problem('refused'))
  const fetching = createGuardedFetch({
    isPrivateAllowed: true,
    lookup: answering(() => ['169.254.169.254']),
  })
  await expect(fetching('https://worker.example/')).rejects.toThrow(problem('refused'))
})

test('S23: a redirect is not followed', async () => {
  const canary = await startCanary()
  const url = await serve((_request, response) =>
    response.writeHead(302, { location: `http://127.0.0.1:${canary.port}/latest/meta-data/` }).end(),
  )
  await expect(nearby(url)).rejects.toThrow(problem('redirect'))
  expect(canary.knocks).toBe(0)
})

test('S23: of ten gigabytes no more than the limit is read', async () => {
  let sent = 0
  const piece = Buffer.alloc(64 * 1024)
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': 10e9 })
    const more = () => {
      while (!response.destroyed && response.write(piece)) sent += piece.length
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  })
  const before = process.memoryUsage().arrayBuffers
  await expect(nearby(url)).rejects.toThrow(problem('too_large'))
  // What the system's socket buffers hold at both ends was sent, but never read.
  expect(sent).toBeLessThan(16 * 1024 * 1024)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024)
})

test('S23: a gzip bomb is not unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024))
  const url = await serve((_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
  )
  expect((await nearby(url)).body.equals(bomb)).toBe(true)
})

test('S23: who drips is left when the time is over', async () => {
  const url = await serve((_request, response) => {
    const drip = setInterval(() => response.write('x'), 20)
    response.once('close', () => clearInterval(drip))
  })
  const began = performance.now()
  await expect(nearby(url, { timeoutMs: 300 })).rejects.toThrow(problem('timeout'))
  expect(performance.now() - began).toBeLessThan(3_000)
})

test('S23: TLS must say that it is that host', async () => {
  const server = createTlsServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (_request, response) =>
    response.end('fine'),
  )
  onTestFinished(() => server.closeAllConnections())
  const port = await listen(server)
  const options = { isPrivateAllowed: true, lookup: answering(() => ['127.0.0.1']) }
  const trusting = createGuardedFetch({ ...options, ca: TEST_CERTIFICATE })
  expect((await trusting(`https://worker.test:${port}/`)).body.toString()).toBe('fine')
  await expect(trusting(`https://other.test:${port}/`)).rejects.toThrow(problem('certificate'))
  await expect(createGuardedFetch(options)(`https://worker.test:${port}/`)).rejects.toThrow(
    problem('certificate'),
  )
})

test('S25: an answer’s cookie is kept by nobody', async () => {
  const cookies: unknown[] = []
  const url = await serve((request, response) => {
    cookies.push(request.headers.cookie)
    response.writeHead(200, { 'set-cookie': 'gramreel_session=x' }).end('<html>')
  })
  await nearby(url)
  await nearby(url)
  expect(cookies).toEqual([undefined, undefined])
})

test('what the operator named is asked wherever it is, and nothing beside it', async () => {
  const url = await serve((request, response) => response.end(`${request.method} ${request.url}`))
  const guardedFetch = createGuardedFetch({ named: [url] })
  const { status, body } = await guardedFetch(`${url}/health?x=1`, { method: 'POST', body: '{}' })
  expect([status, body.toString()]).toEqual([200, 'POST /health?x=1'])
  await expect(guardedFetch('http://127.0.0.1:9/')).rejects.toThrow(problem('refused'))
})

test('a host that is away is unreachable, and one who asked may stop waiting', async () => {
  await expect(nearby('http://127.0.0.1:9/')).rejects.toThrow(problem('unreachable'))
  const url = await serve(() => {})
  const why = new Error('changed my mind')
  await expect(nearby(url, { signal: AbortSignal.abort(why) })).rejects.toThrow(why)
})
