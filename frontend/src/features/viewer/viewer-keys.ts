// Keys of the viewer. Pure: what a key means, given where the focus is; viewer.tsx does it.

export type ViewerCommand =
  | { do: 'previous' | 'next' | 'toggle-play' | 'full-screen' | 'mute' | 'information' | 'nothing' }
  | { do: 'seek'; seconds: number }

type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>

/** Where the focus is: `player` for a film or sound with its own controls, `control` for a button or link of ours. */
export type Focus = 'viewer' | 'player' | 'control'

const LETTERS: Record<string, ViewerCommand> = {
  k: { do: 'toggle-play' },
  j: { do: 'seek', seconds: -10 },
  l: { do: 'seek', seconds: 10 },
  f: { do: 'full-screen' },
  m: { do: 'mute' },
  i: { do: 'information' },
}

// Would scroll the page beneath.
const SCROLLING = new Set([' ', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'])

/**
 * The command of a key; undefined leaves it to the browser. The arrows lead to the neighbours, unless a player has the focus
 * or fills the screen: then they are the player's own, and seek.
 */
export function commandOf(pressed: Pressed, focus: Focus, isFullScreen: boolean): ViewerCommand | undefined {
  if (pressed.altKey || pressed.ctrlKey || pressed.metaKey) return undefined
  const { key } = pressed
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    if (focus === 'player' || isFullScreen) return undefined
    return { do: key === 'ArrowLeft' ? 'previous' : 'next' }
  }
  const letter = LETTERS[key.toLowerCase()]
  if (letter !== undefined) return letter
  if (focus !== 'viewer' || !SCROLLING.has(key)) return undefined
  return key === ' ' ? { do: 'toggle-play' } : { do: 'nothing' }
}
