// Keys that select. Pure; selection-gestures.ts does what they mean, and the list of shortcuts shows this very table.
import type { shortcutTexts } from '../../shared/shortcut-texts.ts'

export type SelectionCommand = 'toggle' | 'to-here' | 'extend' | 'all' | 'end'

export type SelectionShortcut = {
  /** In words; see shortcut-texts.ts. */
  name: keyof typeof shortcutTexts.selection
  /** Ctrl is ⌘ as well. */
  held?: 'Shift' | 'Control'
  /** As KeyboardEvent.key. */
  keys: readonly string[]
  command: SelectionCommand
}

export const SELECTION_SHORTCUTS: readonly SelectionShortcut[] = [
  { name: 'toggle', keys: ['x', ' '], command: 'toggle' },
  {
    name: 'extend',
    held: 'Shift',
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
    command: 'extend',
  },
  { name: 'toHere', held: 'Shift', keys: ['x', ' '], command: 'to-here' },
  { name: 'all', held: 'Control', keys: ['a'], command: 'all' },
  { name: 'end', keys: ['Escape'], command: 'end' },
]

const chord = (held: string, key: string): string => `${held}+${key}`

const COMMANDS = new Map(
  SELECTION_SHORTCUTS.flatMap(({ held = '', keys, command }) =>
    keys.map((key) => [chord(held, key), command] as const),
  ),
)

type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

export function selectionCommandOf(pressed: Pressed): SelectionCommand | undefined {
  if (pressed.altKey) return undefined
  const held = [
    ...(pressed.ctrlKey || pressed.metaKey ? ['Control'] : []),
    ...(pressed.shiftKey ? ['Shift'] : []),
  ]
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key
  return COMMANDS.get(chord(held.join('+'), key))
}
