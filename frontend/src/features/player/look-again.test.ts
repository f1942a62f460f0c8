import { expect, it } from 'vitest'
import { lookAgainMs } from './look-again.ts'

const sprites = { url: '/s', columns: 3, rows: 2, width: 160, height: 90, everySeconds: 10, count: 5 }

it('preview pictures are looked for while they are made, less and less often, and not for ever', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((looks) => lookAgainMs({ spritesComing: true }, looks))
  expect(waits).toEqual([5000, 10_000, 20_000, 40_000, 80_000, 160_000, false, false])
})

it('nobody asks again for what is there, or never will be', () => {
  expect(lookAgainMs({ sprites }, 1)).toBe(false)
  expect(lookAgainMs({}, 1)).toBe(false)
  expect(lookAgainMs(undefined, 0)).toBe(false)
})
