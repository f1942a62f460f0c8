import { createServer, type RequestListener, type Server } from 'node:http'
import { ERRORS } from '@gramreel/contracts/errors'
import { afterEach, describe, expect, it } from 'vitest'
import { explainFailure, mayPass, probeStream } from './ask-why.ts'
import { describeProblem, type Reason } from './problems.ts'

describe('explaining a failure', () => {
  it.each([
    ['network', { kind: 'refused', code: 'file_deleted' }, true, 'file_deleted'],
    ['unsupported', { kind: 'refused', code: 'no_access' }, true, 'no_access'],
    ['network', { kind: 'refused', code: 'link_expired' }, true, 'link_expired'],
    ['unsupported', { kind: 'refused', code: undefined }, true, 'worker_unreachable'],
    ['unsupported', { kind: 'silent' }, true, 'worker_unreachable'],
    ['network', { kind: 'silent' }, false, 'offline'],
    ['network', { kind: 'slow' }, true, 'telegram_timeout'],
    ['unsupported', { kind: 'healthy' }, true, 'codec_unknown'],
    ['picture', { kind: 'healthy' }, true, 'codec_unknown'],
    ['decode', { kind: 'healthy' }, true, 'damaged'],
    ['network', { kind: 'healthy' }, true, 'interrupted'],
  ] as const)('takes %s with %o (online: %s) for %s', (failure, probe, isOnline, reason) => {
    expect(explainFailure(failure, probe, isOnline)).toBe(reason)
  })

  it('tries again by itself only where that may help', () => {
    expect(mayPass('link_expired')).toBe(true)
    // Withdrawn, or signed by a key of before: a new one is given, or whoever gives it says why not.
    expect(mayPass('link_invalid')).toBe(true)
    expect(mayPass('file_deleted')).toBe(false)
    expect(mayPass('codec_unknown')).toBe(false)
  })

  it('has words for every code that a worker or the backend answers, and none of them is a code', () => {
    for (const code of Object.keys(ERRORS)) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the table are the codes
      const { title, text } = describeProblem(code as Reason)
      expect(title).not.toMatch(/_|\d/)
      expect(text.endsWith('.')).toBe(true)
    }
    expect(describeProblem('link_forbidden')).toEqual(describeProblem('link_invalid'))
  })

  it('offers a way out wherever there is one', () => {
    expect(describeProblem('no_picture').canDownload).toBe(true)
    expect(describeProblem('worker_unreachable').canRetry).toBe(true)
    expect(describeProblem('file_deleted')).toMatchObject({ canRetry: false, canDownload: false })
  })
})

describe('probing a stream', () => {
  let server: Server | undefined
  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
    server = undefined
  })

  const serve = (handle: RequestListener) =>
    new Promise<string>((resolve) => {
      const listening = createServer(handle).listen(0, '127.0.0.1', () => {
        const address = listening.address()
        const port = typeof address === 'object' ? (address?.port ?? 0) : 0
        resolve(`http://127.0.0.1:${port}/stream/x/film.mp4?token=t`)
      })
      server = listening
    })

  it('asks for one byte, and hangs up on an endless body', async () => {
    let asked: string | undefined
    const { promise: gone, resolve: hungUp } = Promise.withResolvers<undefined>()
    const url = await serve((request, response) => {
      asked = request.headers.range
      response.writeHead(206, { 'content-type': 'video/mp4' })
      response.write('x')
      response.on('close', () => hungUp(undefined))
    })
    await expect(probeStream(url, new AbortController().signal)).resolves.toEqual({ kind: 'healthy' })
    await gone
    expect(asked).toBe('bytes=0-0')
  })

  it('reads the code of a refusal, and makes nothing of a page of HTML', async () => {
    let html = false
    const url = await serve((_request, response) => {
      response.statusCode = 410
      response.end(html ? '<h1>Gone</h1>' : JSON.stringify({ error: { code: 'file_deleted', message: '' } }))
    })
    await expect(probeStream(url, new AbortController().signal)).resolves.toEqual({
      kind: 'refused',
      code: 'file_deleted',
    })
    html = true
    await expect(probeStream(url, new AbortController().signal)).resolves.toEqual({
      kind: 'refused',
      code: undefined,
    })
  })

  it('calls a cut connection silent, but passes on that nobody wants to know any more', async () => {
    const url = await serve((request) => request.socket.destroy())
    await expect(probeStream(url, new AbortController().signal)).resolves.toEqual({ kind: 'silent' })
    const left = AbortSignal.abort()
    await expect(probeStream(url, left)).rejects.toBe(left.reason)
  })
})
