import { expect, it } from 'vitest'
import { problemTexts } from '../../shared/problem-texts.ts'
import { statisticsTexts } from '../../shared/statistics-texts.ts'

it('whatever a viewer is told in words of its own, the owner is too', () => {
  const told = Object.keys(problemTexts).filter((code) => code !== 'unknown')
  expect(Object.keys(statisticsTexts.failures.codes)).toEqual(expect.arrayContaining(told))
})
