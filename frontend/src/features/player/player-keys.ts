// Keys of the player, beside those of the viewer (features/viewer/viewer-keys.ts). Pure; the list of shortcuts shows this table.
import type { shortcutTexts } from '../../shared/shortcut-texts.ts'

export type PlayerCommand =
  | { do: 'seek'; seconds: number }
  | { do: 'jump'; share: number }
  | { do: 'louder'; by: number }
  | { do: 'faster'; by: 1 | -1 }
  | { do: 'captions' }

type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>

export type PlayerShortcut = {
  /** In words; see shortcut-texts.ts. */
  name: keyof typeof shortcutTexts.player
  /** Wherever in the viewer the focus is; else while the player has it, or fills the screen. */
  isEverywhere: boolean
  /** By KeyboardEvent.key. */
  commands: ReadonlyMap<string, PlayerCommand>
}

const SEEK_SECONDS = 5
const LOUDER = 0.05

const TENTHS = Array.from({ length: 10 }, (_, n): [string, PlayerCommand] => [
  `${n}`,
  { do: 'jump', share: n / 10 },
])

export const PLAYER_SHORTCUTS: readonly PlayerShortcut[] = [
  { name: 'captions', isEverywhere: true, commands: new Map([['c', { do: 'captions' }]]) },
  {
    name: 'speed',
    isEverywhere: true,
    commands: new Map([
      ['<', { do: 'faster', by: -1 }],
      ['>', { do: 'faster', by: 1 }],
    ]),
  },
  { name: 'tenths', isEverywhere: true, commands: new Map(TENTHS) },
  {
    name: 'arrows',
    isEverywhere: false,
    commands: new Map([
      ['ArrowLeft', { do: 'seek', seconds: -SEEK_SECONDS }],
      ['ArrowRight', { do: 'seek', seconds: SEEK_SECONDS }],
    ]),
  },
  {
    name: 'volume',
    isEverywhere: false,
    commands: new Map([
      ['ArrowUp', { do: 'louder', by: LOUDER }],
      ['ArrowDown', { do: 'louder', by: -LOUDER }],
    ]),
  },
]

/** What a key means; the arrows only while the player has the focus or fills the screen: else they lead to the neighbours. */
export function playerCommandOf(pressed: Pressed, hasArrows: boolean): PlayerCommand | undefined {
  if (pressed.altKey || pressed.ctrlKey || pressed.metaKey) return undefined
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key
  const shortcut = PLAYER_SHORTCUTS.find(({ commands }) => commands.has(key))
  return shortcut !== undefined && (shortcut.isEverywhere || hasArrows)
    ? shortcut.commands.get(key)
    : undefined
}

/** The next of the speeds, faster (1) or slower (-1). */
export function nextSpeed(speeds: readonly number[], now: number, by: 1 | -1): number {
  const following = by > 0 ? speeds.find((speed) => speed > now) : speeds.findLast((speed) => speed < now)
  return following ?? now
}
