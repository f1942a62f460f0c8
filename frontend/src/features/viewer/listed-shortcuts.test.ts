import { expect, it } from 'vitest'
import { playerCommandOf } from '../player/player-keys.ts'
import { listedShortcuts, nameOfKey, PLAYER } from './listed-shortcuts.ts'
import { SHORTCUTS } from './viewer-keys.ts'

it('lists every key that the viewer obeys, in a group, and by a name of its own', () => {
  const rows = listedShortcuts().flatMap((group) => group.rows)
  const keys = rows.flatMap((row) => row.keys)
  for (const shortcut of SHORTCUTS) {
    for (const key of shortcut.keys) expect(keys).toContain(nameOfKey(key))
  }
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
  expect(listedShortcuts().every((group) => group.rows.length > 0)).toBe(true)
})

it('writes keys as they stand on the keyboard', () => {
  expect(['ArrowLeft', 'k', ' ', '?'].map(nameOfKey)).toEqual(['←', 'K', 'Space', '?'])
})

it('lists keys of the player that the player obeys', () => {
  for (const key of PLAYER.flatMap(({ keys }) => keys)) {
    expect(playerCommandOf({ key, altKey: false, ctrlKey: false, metaKey: false }, true)).toBeDefined()
  }
})
