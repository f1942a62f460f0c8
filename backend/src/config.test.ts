import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('without settings it is a gallery on loopback that takes no posts', () => {
  expect(readConfig({ TELEGRAM_BOT_TOKEN: '', WORKER_URL: ' ' })).toEqual({
    hasEarlyHints: false,
    linkLifetimeSeconds: 3600,
    inspects: true,
    trustedProxies: [],
    host: '127.0.0.1',
    port: 3000,
    dataDir: '.data/backend',
    publicUrl: undefined,
    databaseUrl: undefined,
    secretKey: undefined,
    botToken: undefined,
    botApiUrl: 'https://api.telegram.org',
    chats: [],
    arePrivateWorkersAllowed: false,
    directLinks: 'owner',
    worker: undefined,
  })
})

test('addresses lose the slash at their end, chats their spaces', () => {
  const config = readConfig({
    PUBLIC_URL: 'https://Gallery.Example/',
    WORKER_URL: 'http://127.0.0.1:3001/',
    WORKER_ID: 'w',
    TELEGRAM_BOT_API_URL: 'http://127.0.0.1:3003/',
    TELEGRAM_CHATS: '-1001, 42',
  })
  expect(config).toMatchObject({
    publicUrl: 'https://gallery.example',
    worker: { id: 'w', url: 'http://127.0.0.1:3001' },
    botApiUrl: 'http://127.0.0.1:3003',
    chats: ['-1001', '42'],
  })
  expect(readConfig({ TELEGRAM_CHATS: 'any' }).chats).toBe('any')
})

test.each([
  ['PUBLIC_URL', 'https://gallery.example/path'],
  ['PUBLIC_URL', 'https://user:secret@gallery.example'],
  ['WORKER_URL', 'javascript:alert(1)'],
  ['WORKER_URL', 'http://127.0.0.1:3001/?token=x'],
  ['TELEGRAM_CHATS', '-1001,,42'],
  ['DIRECT_LINKS', 'Owner'],
  ['PORT', '3e3'],
  ['SECRET_KEY', 'too short'],
  ['DATABASE_URL', 'mysql://127.0.0.1/gramreel'],
])('%s is refused when it is %s', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(`  ${name} is `)
})
