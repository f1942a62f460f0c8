// Keys of the viewer. Pure: what a key means, given where the focus is and what is shown; pressed.ts does it, and the
// list of shortcuts shows this very table.

export type ViewerCommand =
  | {
      do:
        'previous' | 'next' | 'toggle-play' | 'full-screen' | 'mute' | 'information' | 'shortcuts' | 'nothing'
    }
  | { do: 'seek'; seconds: number }
  | { do: 'zoom'; by: number | 'fit' | 'actual' }

type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>

/** Where the focus is: `player` for a film or sound with its own controls, `control` for a button or link of ours. */
export type Focus = 'viewer' | 'player' | 'control'

export type Situation = {
  focus: Focus
  /** A player fills the screen, alone. */
  isPlayerAlone: boolean
  /** Whether there is a picture to enlarge. */
  isPicture: boolean
  /** The page runs from right to left, and so do its pictures. */
  isMirrored: boolean
}

export type Shortcut = {
  group: 'viewer' | 'picture' | 'player'
  /** In words; see viewer-texts.ts. */
  name:
    | 'previous'
    | 'next'
    | 'close'
    | 'information'
    | 'fullScreen'
    | 'shortcuts'
    | 'larger'
    | 'smaller'
    | 'fit'
    | 'actual'
    | 'play'
    | 'back'
    | 'forward'
    | 'mute'
  /** As KeyboardEvent.key; the first is the one that is shown, with the others beside it. */
  keys: readonly string[]
  /** Undefined: the browser itself does it. */
  command: ViewerCommand | undefined
}

const STEP = 1.5

export const SHORTCUTS: readonly Shortcut[] = [
  { group: 'viewer', name: 'previous', keys: ['ArrowLeft'], command: { do: 'previous' } },
  { group: 'viewer', name: 'next', keys: ['ArrowRight'], command: { do: 'next' } },
  { group: 'viewer', name: 'information', keys: ['i'], command: { do: 'information' } },
  { group: 'viewer', name: 'fullScreen', keys: ['f'], command: { do: 'full-screen' } },
  { group: 'viewer', name: 'close', keys: ['Escape'], command: undefined },
  { group: 'viewer', name: 'shortcuts', keys: ['?'], command: { do: 'shortcuts' } },
  { group: 'picture', name: 'larger', keys: ['+', '='], command: { do: 'zoom', by: STEP } },
  { group: 'picture', name: 'smaller', keys: ['-'], command: { do: 'zoom', by: 1 / STEP } },
  { group: 'picture', name: 'fit', keys: ['0'], command: { do: 'zoom', by: 'fit' } },
  { group: 'picture', name: 'actual', keys: ['1'], command: { do: 'zoom', by: 'actual' } },
  { group: 'player', name: 'play', keys: ['k', ' '], command: { do: 'toggle-play' } },
  { group: 'player', name: 'back', keys: ['j'], command: { do: 'seek', seconds: -10 } },
  { group: 'player', name: 'forward', keys: ['l'], command: { do: 'seek', seconds: 10 } },
  { group: 'player', name: 'mute', keys: ['m'], command: { do: 'mute' } },
]

const COMMANDS = new Map(
  SHORTCUTS.flatMap((shortcut) => shortcut.keys.map((key) => [key, shortcut] as const)),
)

// Would scroll the page beneath.
const SCROLLING = new Set([' ', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'])

const MIRRORED: Partial<Record<string, string>> = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }

/**
 * The command of a key; undefined leaves it to the browser. The arrows lead to the neighbours, unless a player has the focus
 * or fills the screen: then they are the player's own, and seek.
 */
export function commandOf(pressed: Pressed, situation: Situation): ViewerCommand | undefined {
  if (pressed.altKey || pressed.ctrlKey || pressed.metaKey) return undefined
  const { focus, isPlayerAlone, isPicture, isMirrored } = situation
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key
  const isArrow = MIRRORED[key] !== undefined
  if (isArrow && (focus === 'player' || isPlayerAlone)) return undefined
  // It presses the button that has the focus.
  if (key === ' ' && focus !== 'viewer') return undefined
  const shortcut = COMMANDS.get((isMirrored ? MIRRORED[key] : undefined) ?? key)
  if (shortcut !== undefined && (isPicture || shortcut.group !== 'picture')) return shortcut.command
  return focus === 'viewer' && SCROLLING.has(key) ? { do: 'nothing' } : undefined
}
