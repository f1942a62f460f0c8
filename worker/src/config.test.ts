import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig, SETTINGS } from './config.ts'
import { createSigner } from './testing/start-pair.ts'

const folder = mkdtempSync(join(tmpdir(), 'gramreel-worker-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const { publicPem } = createSigner()
const good = {
  LINK_PUBLIC_KEY: publicPem,
  TELEGRAM_API_ID: '1',
  TELEGRAM_API_HASH: '0123456789abcdef0123456789abcdef',
  TELEGRAM_BOT_TOKEN: '1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
}
const code = (value: unknown) => `\`${String(value)}\``
const wordsOf = (environment: NodeJS.ProcessEnv): string => {
  try {
    readConfig(environment)
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  return ''
}

describe('the settings', () => {
  it('are few where all is well', () => {
    expect(readConfig(good)).toMatchObject({
      host: '127.0.0.1',
      port: 3001,
      workerId: 'worker-1',
      linkKeys: publicPem,
      apiId: 1,
      dataDir: '.data/worker',
      allowedOrigins: [],
    })
  })

  it('take a key as text, as text with written newlines, or as a path', () => {
    const path = join(folder, 'key.pem')
    writeFileSync(path, publicPem)
    for (const value of [publicPem, publicPem.replaceAll('\n', '\\n'), path]) {
      expect(readConfig({ ...good, LINK_PUBLIC_KEY: value }).linkKeys).toBe(publicPem)
    }
  })

  it('take data centres in order, and origins', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
    const path = join(folder, 'rsa.pem')
    writeFileSync(path, rsa.export({ type: 'pkcs1', format: 'pem' }))
    const config = readConfig({
      ...good,
      TELEGRAM_DCS: '2=127.0.0.1:3002, 4=[::1]:3012',
      TELEGRAM_PUBLIC_KEY: path,
      ALLOWED_ORIGINS: 'http://a.test, https://b.test/',
    })
    expect(config.dcs).toEqual([
      { id: 2, host: '127.0.0.1', port: 3002 },
      { id: 4, host: '::1', port: 3012 },
    ])
    expect(config.allowedOrigins).toEqual(['http://a.test', 'https://b.test'])
  })

  it('that are missing or wrong are told together, with form and example, and without secrets', () => {
    const words = wordsOf({
      PORT: '70000',
      WORKER_ID: 'a b',
      BACKEND_URL: 'ftp://x',
      TELEGRAM_API_ID: 'abc',
      TELEGRAM_API_HASH: 'canary-hash',
      TELEGRAM_BOT_TOKEN: 'canary-token',
      TELEGRAM_SESSION: 'canary-session',
      TELEGRAM_DCS: '2:3002',
      ALLOWED_ORIGINS: '*',
      CACHE_MEMORY_MB: '-1',
      CACHE_TTL_SECONDS: '1.5',
      METRICS_TOKEN: 'canary',
    })
    const named = [...words.matchAll(/^ {2}([A-Z_]+) /gm)].map(([, name]) => name)
    expect(named.toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
      'ALLOWED_ORIGINS',
      'BACKEND_URL',
      'CACHE_MEMORY_MB',
      'CACHE_TTL_SECONDS',
      'METRICS_TOKEN',
      'PORT',
      'TELEGRAM_API_HASH',
      'TELEGRAM_API_ID',
      'TELEGRAM_BOT_TOKEN',
      'TELEGRAM_DCS',
      'TELEGRAM_PUBLIC_KEY',
      'TELEGRAM_SESSION',
      'WORKER_ID',
    ])
    expect(words).toContain('PORT is "70000"; it must be a number from 0 to 65535, e.g. 3001')
    expect(words).not.toContain('canary')
  })

  it('that are missing altogether are told as well', () => {
    const words = wordsOf({ PORT: ' ' })
    for (const name of ['LINK_PUBLIC_KEY', 'TELEGRAM_API_ID', 'TELEGRAM_API_HASH', 'TELEGRAM_BOT_TOKEN']) {
      expect(words).toContain(name)
    }
  })

  it('never hold a key that can sign links', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(wordsOf({ ...good, LINK_PUBLIC_KEY: pem })).toContain('private key')
  })

  it('stand in docs/configuration.md as they are here', () => {
    const markdown = readFileSync(resolve(import.meta.dirname, '../../docs/configuration.md'), 'utf8')
    const section = (markdown.split('\n## worker\n')[1] ?? '').split(/^## /m)[0] ?? ''
    const rows = section.split('\n').filter((line) => line.startsWith('| `'))
    const required = ['TELEGRAM_API_ID', 'TELEGRAM_API_HASH', 'TELEGRAM_BOT_TOKEN']
    const expected = Object.entries(SETTINGS).map(([name, { desc, default: standard, example }]) => {
      const hasNone = standard === undefined || (Array.isArray(standard) && standard.length === 0)
      const shown = required.includes(name) ? 'required' : hasNone ? 'none' : code(standard)
      return `| ${[code(name), desc, shown, code(example)].join(' | ')} |`
    })
    expect(rows).toEqual(expected)
  })
})
