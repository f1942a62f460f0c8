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

  it('may be held to a shorter pause, and to the second', () => {
    const playbacks = createPlaybacks({ pauseSeconds: 2, skewSeconds: 0 })
    expect(playbacks.enter(link, 3600)).toBeUndefined()
    playbacks.enter(link, 3599)
    expect(playbacks.enter(link, 3601)).toBeDefined()
    expect(playbacks.enter(link, 3604)).toBeUndefined()
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
    const playbacks = createPlaybacks({ maxPlaybacks: 2 })
    for (const jti of ['a', 'b', 'a', 'c']) playbacks.enter({ jti, exp: 3600 }, 3600)
    expect(playbacks.isUnderWay({ jti: 'a', exp: 3600 }, 4000)).toBe(true)
    expect(playbacks.isUnderWay({ jti: 'b', exp: 3600 }, 4000)).toBe(false)
  })

  describe('whose access was withdrawn', () => {
    const links = ['film', 'other film'].map((film) => ({ jti: `grant.${film}`, exp: 3600 }))
    const ofAnother = { jti: 'grant2.film', exp: 3600 }

    it('may neither begin nor go on, with any link of its grant', () => {
      const playbacks = createPlaybacks()
      const running = links.map((each) => playbacks.enter(each, 3590))
      playbacks.withdraw('grant')
      for (const [i, each] of links.entries()) {
        expect(playbacks.isWithdrawn(each)).toBe(true)
        expect(playbacks.enter(each, 3600)).toBeUndefined()
        expect(running[i]?.read(3600)).toBe(false)
      }
      expect(playbacks.isWithdrawn(ofAnother)).toBe(false)
      expect(playbacks.enter(ofAnother, 3600)?.read(3700)).toBe(true)
    })

    it('is told so at once, each answer once, unless it left before', () => {
      const playbacks = createPlaybacks()
      const told: string[] = []
      const tell = (name: string) => () => told.push(name)
      const one = playbacks.enter(ofAnother, 0, tell('another'))
      for (const [i, each] of [...links, ...links].entries()) {
        const playback = playbacks.enter(each, 0, tell(`answer ${i}`))
        if (i === 1) playback?.leave()
      }
      playbacks.withdraw('grant')
      expect(told).toEqual(['answer 0', 'answer 2', 'answer 3'])
      one?.leave()
      playbacks.withdraw('grant2')
      expect(told).toHaveLength(3)
    })

    it('may have had a link whose name knows no grant: then the link is its own', () => {
      const playbacks = createPlaybacks()
      playbacks.withdraw('a')
      expect(playbacks.enter(link, 0)).toBeUndefined()
    })
  })
})
