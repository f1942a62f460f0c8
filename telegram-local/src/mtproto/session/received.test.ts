import { describe, expect, it } from 'vitest'
import { MessageIds, timeOf } from '../message-id.ts'
import { Salts } from '../salts.ts'
import { Received } from './received.ts'

const NOW = 1_800_000_000
const id = (seconds: number) => BigInt(Math.round((NOW + seconds) * 16)) << 28n

describe('the messages received', () => {
  it('are known again, in whatever order they came', () => {
    const received = new Received(NOW)
    const ids = [5, 1, 3, 2, 4].map(id)
    for (const each of ids) received.add(each, 0)
    expect(ids.every((each) => received.has(each))).toBe(true)
    expect(received.has(id(6))).toBe(false)
  })

  it('must have numbers that rise with their ids', () => {
    const received = new Received(NOW)
    received.add(id(1), 1)
    received.add(id(5), 7)
    expect(received.problem(id(3), 3)).toBeUndefined()
    expect(received.problem(id(3), 1)).toBe(32)
    expect(received.problem(id(3), 7)).toBe(33)
    expect(received.problem(id(6), 5)).toBe(32)
    expect(received.problem(id(6), 8)).toBeUndefined()
    expect(received.problem(id(-400), 0)).toBe(20)
  })

  it('are forgotten when they are many or old, and then nobody can vouch for older ones', () => {
    const received = new Received(NOW)
    for (let i = 0; i < 40_000; i++) received.add(id(i / 16), 2 * i)
    expect(received.has(id(39_999 / 16))).toBe(true)
    expect(received.has(id(0))).toBe(false)
    expect(received.problem(id(1), 5)).toBe(20)
    expect(received.info(id(1))).toBe(1)
  })
})

describe('message ids', () => {
  it('rise within one tick of the clock, and say whether they answer', () => {
    const ids = new MessageIds(() => NOW + 0.5)
    const given = Array.from({ length: 100 }, (_, i) => ids.next(i % 2 === 0))
    expect(given.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(given)
    expect(new Set(given).size).toBe(100)
    expect(given.slice(0, 2).map((each) => each & 3n)).toEqual([1n, 3n])
    expect(Math.floor(timeOf(given[0] ?? 0n))).toBe(NOW)
  })
})

describe('salts', () => {
  it('change every half hour, and the last one stays good meanwhile', () => {
    const salts = new Salts(Buffer.alloc(256, 1), 99n, NOW)
    const old = salts.current(NOW)
    expect(salts.current(NOW + 1800)).not.toBe(old)
    expect(salts.isGood(old, NOW + 1800)).toBe(true)
    expect(salts.isGood(old, NOW + 3600)).toBe(false)
    expect([salts.isGood(99n, NOW + 3599), salts.isGood(99n, NOW + 3600)]).toEqual([true, false])
  })

  it('are the same after a restart, and come as they were promised', () => {
    const [before, after] = [
      new Salts(Buffer.alloc(256, 2), 1n, NOW),
      new Salts(Buffer.alloc(256, 2), 1n, NOW),
    ]
    for (const { since, salt } of before.future(NOW, 5)) expect(after.current(since)).toBe(salt)
  })
})
