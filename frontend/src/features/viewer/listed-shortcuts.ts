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

export function listedShortcuts(): { group: Group; rows: ListedShortcut[] }[] {
  const groups = ['viewer', 'picture', 'player'] as const
  const own = groups.map((group) => ({
    group,
    rows: SHORTCUTS.filter((shortcut) => shortcut.group === group).map(({ name, keys }) =>
      listed(shortcutTexts.names[name], keys),
    ),
  }))
  return [{ group: 'grid', rows: GRID }, ...own]
}
