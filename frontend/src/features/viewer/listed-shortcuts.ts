// The shortcuts as people read them. Those of viewer and player come from the table that obeys them.
import { shortcutTexts } from '../../shared/shortcut-texts.ts'
import { SHORTCUTS } from './viewer-keys.ts'

type Group = keyof typeof shortcutTexts.groups
export type ListedShortcut = { name: string; keys: string[] }

const KEY_NAMES: Partial<Record<string, string>> = shortcutTexts.keys

/** "ArrowLeft" -> "←", "k" -> "K". */
export const nameOfKey = (key: string): string => KEY_NAMES[key] ?? key.toLocaleUpperCase()

const listed = (name: string, keys: readonly string[]): ListedShortcut => ({
  name,
  keys: keys.map(nameOfKey),
})

/** The grid's own are the browser's, and lay-out-grid.ts's. */
const GRID = [
  listed(shortcutTexts.grid.move, ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']),
  listed(shortcutTexts.grid.open, ['Enter']),
]

/** Those of player-keys.ts. The arrows are the player's while it has the focus, or fills the screen. */
export const PLAYER = [
  { name: shortcutTexts.player.captions, keys: ['c'] },
  { name: shortcutTexts.player.speed, keys: ['<', '>'] },
  { name: shortcutTexts.player.arrows, keys: ['ArrowLeft', 'ArrowRight'] },
  { name: shortcutTexts.player.volume, keys: ['ArrowUp', 'ArrowDown'] },
]

export function listedShortcuts(): { group: Group; rows: ListedShortcut[] }[] {
  const groups = ['viewer', 'picture', 'player'] as const
  const own = groups.map((group) => ({
    group,
    rows: SHORTCUTS.filter((shortcut) => shortcut.group === group).map(({ name, keys }) =>
      listed(shortcutTexts.names[name], keys),
    ),
  }))
  const more = PLAYER.map(({ name, keys }) => listed(name, keys))
  return [{ group: 'grid' as const, rows: GRID }, ...own].map(({ group, rows }) => ({
    group,
    rows: group === 'player' ? [...rows, ...more] : rows,
  }))
}
