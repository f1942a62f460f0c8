import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'

const MAIN = join(import.meta.dirname, 'main.ts')
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'telegram-local-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

function run(...options: string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
}

async function failure(...options: string[]): Promise<{ code: unknown; stderr: string; stdout: string }> {
  const child = run(...options)
  const [stderr, stdout, [code]] = await Promise.all([
    child.stderr ? text(child.stderr) : '',
    child.stdout ? text(child.stdout) : '',
    once(child, 'exit'),
  ])
  return { code, stderr, stdout }
}

/** The line that says it is ready. */
async function ready(child: ChildProcess): Promise<Record<string, unknown>> {
  let out = ''
  for await (const chunk of child.stdout ?? []) {
    out += String(chunk)
    if (out.includes('\n')) break
  }
  return JSON.parse(out)
}

test('prints one line of JSON when ready, and ends cleanly on SIGTERM', async () => {
  const child = run('--port', '0', '--bot-api-port', '0', '--data', dataDir)
  const line = await ready(child)
  expect(Object.keys(line)).toEqual(['dcs', 'publicKey', 'apiId', 'apiHash', 'botToken', 'chat', 'botApi'])
  const health = await fetch(`${String(line['botApi'])}/health`)
  expect(await health.json()).toEqual({ status: 'ok' })
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
})

test('a killed process loses nothing', async () => {
  const options = ['--port', '0', '--bot-api-port', '0', '--data', dataDir, '--quiet']
  const first = run(...options)
  const before = await ready(first)
  const response = await fetch(`${String(before['botApi'])}/control/files`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ size: 123 }),
  })
  const file: { fileId: string } = JSON.parse(await response.text())
  const killed = once(first, 'exit')
  first.kill('SIGKILL')
  await killed

  const second = run(...options)
  const after = await ready(second)
  expect(after['botToken']).toBe(before['botToken'])
  const method = `${String(after['botApi'])}/bot${String(after['botToken'])}`
  const kept = await fetch(`${method}/getFile?file_id=${file.fileId}`)
  expect(await kept.json()).toMatchObject({ ok: true, result: { file_size: 123 } })
  const updates = await fetch(`${method}/getUpdates?offset=-1`)
  expect(await updates.json()).toMatchObject({ result: [{ channel_post: { document: { file_size: 123 } } }] })
  const ended = once(second, 'exit')
  second.kill('SIGINT')
  expect(await ended).toEqual([0, null])
})

test('wrong options are one clear sentence and exit code 1', async () => {
  const data = ['--data', dataDir]
  expect(await failure('--port', 'abc', ...data)).toEqual({
    code: 1,
    stderr: '--port needs a whole number from 0 to 65535, not "abc".\n',
    stdout: '',
  })
  expect(await failure('--dcs', '2,2', ...data)).toMatchObject({
    code: 1,
    stderr: '--dcs names a data centre twice.\n',
  })
  expect(await failure('--bot', ...data)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/Unknown option '--bot'[^]*Usage: /),
  })
})

test('a port in use is one clear sentence and exit code 1', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  const port = String(typeof address === 'object' ? address?.port : '')
  expect(await failure('--port', port, '--bot-api-port', '0', '--data', dataDir)).toEqual({
    code: 1,
    stderr: `Cannot listen on 127.0.0.1:${port} for data centre 2: another program listens there already.\n`,
    stdout: '',
  })
  other.close()
})
