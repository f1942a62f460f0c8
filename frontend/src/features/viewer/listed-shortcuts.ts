// The shortcuts as people read them, each from the table that is obeyed.
import { MOVES, SEARCH_KEY } from '../gallery/grid-keys.ts'
import { SELECTION_SHORTCUTS } from '../library/selection-keys.ts'
import { PLAYER_SHORTCUTS } from '../player/player-keys.ts'
import { shortcutTexts } from '../../shared/shortcut-texts.ts'
import { SHORTCUTS } from './viewer-keys.ts'

type Group = keyof typeof shortcutTexts.groups
/** `held`: while one of the keys is pressed. */
export type ListedShortcut = { name: string; held?: string; keys: string[] }

const KEY_NAMES: Partial<Record<string, string>> = shortcutTexts.keys

const isApple = (): boolean => /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '')

/** "ArrowLeft" -> "←", "k" -> "K". */
export const nameOfKey = (key: string): string =>
  KEY_NAMES[key === 'Control' && isApple() ? 'Meta' : key] ?? key.toLocaleUpperCase()

const listed = (name: string, keys: readonly string[]): ListedShortcut => ({
  name,
  keys: keys.map(nameOfKey),
})

/** Enter is the browser's own: each picture is a link. */
const grid = (): ListedShortcut[] => [
  listed(shortcutTexts.grid.move, [...MOVES.keys()]),
  listed(shortcutTexts.grid.open, ['Enter']),
  listed(shortcutTexts.grid.search, [SEARCH_KEY]),
  ...SELECTION_SHORTCUTS.map(({ name, held, keys }) => ({
    ...listed(shortcutTexts.selection[name], keys),
    ...(held && { held: nameOfKey(held) }),
  })),
]

/** Ten digits would be a row of their own. */
const inShort = (keys: string[]): string[] =>
  keys.length > 4 ? [`${nameOfKey(keys[0] ?? '')} – ${nameOfKey(keys.at(-1) ?? '')}`] : keys.map(nameOfKey)

const player = (): ListedShortcut[] =>
  PLAYER_SHORTCUTS.map(({ name, commands }) => ({
    name: shortcutTexts.player[name],
    keys: inShort([...commands.keys()]),
  }))

const viewer = (group: 'viewer' | 'picture' | 'player'): ListedShortcut[] =>
  SHORTCUTS.filter((shortcut) => shortcut.group === group).map(({ name, keys }) =>
    listed(shortcutTexts.names[name], keys),
  )

export const listedShortcuts = (): { group: Group; rows: ListedShortcut[] }[] => [
  { group: 'grid', rows: grid() },
  { group: 'viewer', rows: viewer('viewer') },
  { group: 'picture', rows: viewer('picture') },
  { group: 'player', rows: [...viewer('player'), ...player()] },
]
