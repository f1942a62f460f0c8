import { expect, it } from 'vitest'
import { gatherRest } from './gather-rest.ts'

const lines = [3, 1, 5, 2, 4].map((value) => ({ label: `w${value}`, values: [value, value] }))

it('as many as there is room for, the largest first', () => {
  expect(gatherRest(lines, 5, 'others').map(({ label }) => label)).toEqual(['w5', 'w4', 'w3', 'w2', 'w1'])
})

it('the small ones together take the last place', () => {
  expect(gatherRest(lines, 3, 'others')).toEqual([
    { label: 'w5', values: [5, 5] },
    { label: 'w4', values: [4, 4] },
    { label: 'others', values: [6, 6] },
  ])
})
