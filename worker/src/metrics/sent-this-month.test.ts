import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { countSentThisMonth, type SentThisMonthOptions } from './sent-this-month.ts'

const NOVEMBER = Date.UTC(2026, 10, 30, 23, 59) / 1000
const FILE = 'sent-this-month.json'
let dataDir: string
let sent: number
let now: number
let troubles: string[]

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gramreel-month-'))
  sent = 0
  now = NOVEMBER
  troubles = []
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const start = (more: Partial<SentThisMonthOptions> = {}) =>
  countSentThisMonth({
    dataDir,
    sentBytes: () => sent,
    now: () => now,
    onTrouble: (message) => troubles.push(message),
    ...more,
  })
const saved = (): unknown => JSON.parse(readFileSync(join(dataDir, FILE), 'utf8'))

it('goes on after a restart, and counts from 0 again in a new month', async () => {
  const first = start()
  sent = 1000
  expect(first.bytes()).toBe(1000)
  await first.close()
  expect(saved()).toEqual({ month: '2026-11', bytes: 1000 })
  sent = 0
  const second = start()
  sent = 500
  expect(second.bytes()).toBe(1500)
  now += 120
  expect(second.bytes()).toBe(0)
  sent = 700
  expect(second.bytes()).toBe(200)
  await second.close()
  expect(saved()).toEqual({ month: '2026-12', bytes: 200 })
})

it('writes now and then, not at every byte, and nothing when nothing was sent', async () => {
  const idle = start()
  await idle.close()
  expect(() => saved()).toThrow('ENOENT')
  const counted = start({ saveEveryMs: 50 })
  sent = 1
  expect(() => saved()).toThrow('ENOENT')
  await expect.poll(saved, { timeout: 10_000 }).toEqual({ month: '2026-11', bytes: 1 })
  await counted.close()
})

it('adds to what another instance wrote meanwhile', async () => {
  let sentByOther = 0
  const mine = start()
  const other = start({ sentBytes: () => sentByOther })
  sent = 10
  sentByOther = 5
  await other.close()
  await mine.close()
  expect(saved()).toEqual({ month: '2026-11', bytes: 15 })
})

it('begins anew with a spoiled file, and does not count less than it knows', async () => {
  for (const text of [
    '',
    '{',
    '[]',
    'null',
    '{"month":"2026-11"}',
    '{"month":"2026-11","bytes":-1}',
    '{"month":1,"bytes":1}',
  ]) {
    writeFileSync(join(dataDir, FILE), text)
    expect(start().bytes()).toBe(0)
  }
  const counted = start({ saveEveryMs: 20 })
  sent = 100
  await expect.poll(saved, { timeout: 10_000 }).toEqual({ month: '2026-11', bytes: 100 })
  writeFileSync(join(dataDir, FILE), 'spoiled')
  sent = 101
  await counted.close()
  expect(saved()).toEqual({ month: '2026-11', bytes: 101 })
  expect(troubles).toEqual([])
})

it('goes on in memory where nothing can be written, says so once, and throws never', async () => {
  mkdirSync(join(dataDir, FILE))
  const counted = start({ saveEveryMs: 10 })
  sent = 100
  await expect.poll(() => troubles.length, { timeout: 10_000 }).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 100))
  await counted.close()
  expect(troubles).toEqual(['the bytes sent this month cannot be kept'])
  expect(counted.bytes()).toBe(100)
  const nowhere = start({ dataDir: undefined })
  sent = 150
  expect(nowhere.bytes()).toBe(50)
  await nowhere.close()
})
