import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { ERRORS } from '@gramreel/contracts/errors'
import { expect, test } from 'vitest'
import { readConfig, SETTINGS } from './config.ts'

const read = (path: string) => readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8')

/** The rows of the table below a heading, each as its cells. */
const tableOf = (markdown: string, heading: string) =>
  (markdown.split(`\n## ${heading}\n`)[1] ?? '')
    .split(/^## /m)[0]
    ?.split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    )

const code = (value: unknown) => `\`${String(value)}\``

test('docs/configuration.md tells every setting of the backend as config.ts has it', () => {
  const rows = Object.entries(SETTINGS).map(([name, { desc, default: standard, example }]) => {
    const hasNone = standard === undefined || (Array.isArray(standard) && standard.length === 0)
    return [code(name), desc, hasNone ? 'none' : code(standard), code(example)]
  })
  expect(tableOf(read('docs/configuration.md'), 'backend')).toEqual(rows)
})

test('every example of a setting is a right one', () => {
  const examples = Object.entries(SETTINGS).map(([name, { example }]) => [name, example])
  expect(() => readConfig(Object.fromEntries(examples))).not.toThrow()
})

test('docs/errors.md tells every error as contracts has it', () => {
  const rows = Object.entries(ERRORS).map(([name, { status, message }]) => [
    code(name),
    String(status),
    message,
  ])
  expect(tableOf(`\n## all\n${read('docs/errors.md')}`, 'all')).toEqual(rows)
})

test('.env.example holds settings that stand in docs/configuration.md, and none is set', () => {
  const example = read('.env.example')
  expect(parseEnv(example)).toEqual({})
  const documented = read('docs/configuration.md')
  const named = Array.from(example.matchAll(/^# ?([A-Z_]+)=/gm), ([, name]) => name ?? '')
  expect(named.length).toBeGreaterThan(5)
  for (const name of named) expect(documented).toContain(code(name))
})
