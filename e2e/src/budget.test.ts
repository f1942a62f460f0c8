import { expect, it } from 'vitest'
import { SCRIPT_BUDGET_KB, scriptsOfThePage } from './support/script-budget.ts'

it('the script that the grid needs stays within its budget', async () => {
  const scripts = await scriptsOfThePage()
  expect(scripts.length).toBeGreaterThan(0)
  const sum = scripts.reduce((total, { kb }) => total + kb, 0)
  expect(sum, JSON.stringify(scripts)).toBeLessThanOrEqual(SCRIPT_BUDGET_KB)
})
