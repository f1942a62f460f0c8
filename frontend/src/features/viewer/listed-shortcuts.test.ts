import { expect, it } from 'vitest'
import { MOVES, SEARCH_KEY } from '../gallery/grid-keys.ts'
import { SELECTION_SHORTCUTS } from '../library/selection-keys.ts'
import { PLAYER_SHORTCUTS } from '../player/player-keys.ts'
import { listedShortcuts, nameOfKey } from './listed-shortcuts.ts'
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
  expect(['ArrowLeft', 'k', ' ', '?', '+', 'Control'].map(nameOfKey)).toEqual([
    '←',
    'K',
    'Space',
    '?',
    '+',
    'Ctrl',
  ])
})

it('lists every key that the player, the grid and the selection obey', () => {
  const keys = listedShortcuts().flatMap(({ rows }) => rows.flatMap((row) => row.keys))
  const obeyed = [
    ...PLAYER_SHORTCUTS.flatMap(({ commands }) => [...commands.keys()]),
    ...SELECTION_SHORTCUTS.flatMap((shortcut) => shortcut.keys),
    ...MOVES.keys(),
    SEARCH_KEY,
  ].filter((key) => !/[0-9]/.test(key))
  for (const key of obeyed) expect(keys).toContain(nameOfKey(key))
  expect(keys).toContain('0 – 9')
})
