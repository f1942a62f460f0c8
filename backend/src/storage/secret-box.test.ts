import { expect, test } from 'vitest'
import { createSecretBox } from './secret-box.ts'

const box = createSecretBox('a key of at least sixteen letters')

test('a sealed secret opens in its place and does not show', () => {
  const sealed = box.seal('123:canary', 'bots/123/token')
  expect(sealed).not.toContain('canary')
  expect(box.open(sealed, 'bots/123/token')).toBe('123:canary')
})

test('the same secret never looks the same twice', () => {
  expect(box.seal('x', 'bots/1/token')).not.toBe(box.seal('x', 'bots/1/token'))
})

test('a secret moved to another row or column does not open', () => {
  const sealed = box.seal('123:canary', 'bots/123/token')
  expect(box.open(sealed, 'bots/124/token')).toBeUndefined()
  expect(box.open(sealed, 'bots/123/username')).toBeUndefined()
})

test('a secret with any byte changed, cut short or of another key does not open', () => {
  const sealed = box.seal('123:canary', 'bots/123/token')
  const bytes = Buffer.from(sealed.slice(3), 'base64url')
  for (let i = 0; i < bytes.length; i++) {
    const changed = Buffer.from(bytes)
    changed[i] = (changed[i] ?? 0) ^ 1
    expect(box.open(`v1.${changed.toString('base64url')}`, 'bots/123/token')).toBeUndefined()
  }
  expect(box.open(sealed.slice(0, 20), 'bots/123/token')).toBeUndefined()
  expect(box.open('', 'bots/123/token')).toBeUndefined()
  expect(createSecretBox('another key, just as long').open(sealed, 'bots/123/token')).toBeUndefined()
})
