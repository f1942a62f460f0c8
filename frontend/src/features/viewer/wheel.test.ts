import { expect, it } from 'vitest'
import { wheelOf } from './wheel.ts'

const turn = (deltaY: number, more = {}) => ({ deltaX: 0, deltaY, deltaMode: 0, ctrlKey: false, ...more })

it('enlarges by a notch of a mouse, up, and makes smaller, down, by the same', () => {
  const up = wheelOf(turn(-120), false)
  const down = wheelOf(turn(3, { deltaMode: 1 }), true)
  if (up === undefined || down === undefined || !('grow' in up) || !('grow' in down))
    throw new Error('no growth')
  expect(up.grow).toBeGreaterThan(1)
  expect(up.grow * down.grow).toBeCloseTo(1)
})

it('follows a pinch on a trackpad by as much as it moves', () => {
  expect(wheelOf(turn(-10, { ctrlKey: true }), false)).toEqual({ grow: Math.exp(0.1) })
})

it('pushes what is enlarged by two fingers on a trackpad, and leaves alone what is not', () => {
  expect(wheelOf(turn(4.5, { deltaX: -3 }), true)).toEqual({ push: { x: 3, y: -4.5 } })
  expect(wheelOf(turn(4.5), false)).toBeUndefined()
})
