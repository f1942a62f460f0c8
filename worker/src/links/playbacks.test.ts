import { describe, expect, it } from 'vitest'
import { createPlaybacks } from './playbacks.ts'

const minute = 60
const link = { jti: 'a', exp: 3600 }

describe('a playback', () => {
  it('may begin until its link expires, and not after', () => {
    expect(createPlaybacks().enter(link, 3600)).toBeDefined()
    expect(createPlaybacks().enter(link, 3629)).toBeDefined()
    expect(createPlaybacks().enter(link, 3630)).toBeUndefined()
  })

  it('goes on past expiry while it reads at least every 15 minutes', () => {
    const playbacks = createPlaybacks()
    playbacks.enter(link, 3590)
    for (const at of [61, 75, 90, 105, 119, 130]) expect(playbacks.enter(link, at * minute)).toBeDefined()
    expect(playbacks.enter(link, 146 * minute)).toBeUndefined()
  })

  it('ends six hours past expiry', () => {
    const playbacks = createPlaybacks()
    const playback = playbacks.enter(link, 3600)
    const end = 3600 + 6 * 3600
    for (let at = 3600; at <= end; at += 600) expect(playback?.read(at)).toBe(true)
    expect(playback?.read(end + 1)).toBe(false)
  })

  it('is its own token only', () => {
    const playbacks = createPlaybacks()
    playbacks.enter(link, 3600)
    expect(playbacks.enter({ jti: 'b', exp: 3600 }, 3700)).toBeUndefined()
  })

  it('is forgotten when too many others read after it', () => {
    const playbacks = createPlaybacks(2)
    for (const jti of ['a', 'b', 'a', 'c']) playbacks.enter({ jti, exp: 3600 }, 3600)
    expect(playbacks.isUnderWay({ jti: 'a', exp: 3600 }, 4000)).toBe(true)
    expect(playbacks.isUnderWay({ jti: 'b', exp: 3600 }, 4000)).toBe(false)
  })
})
