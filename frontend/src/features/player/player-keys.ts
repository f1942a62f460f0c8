// Keys of the player, beside those of the viewer (features/viewer/viewer-keys.ts). Pure.

export type PlayerCommand =
  | { do: 'seek'; seconds: number }
  | { do: 'louder'; by: number }
  | { do: 'faster'; by: 1 | -1 }
  | { do: 'captions' }

type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>

const SEEK_SECONDS = 5
const LOUDER = 0.05

const ARROWS: Record<string, PlayerCommand> = {
  ArrowLeft: { do: 'seek', seconds: -SEEK_SECONDS },
  ArrowRight: { do: 'seek', seconds: SEEK_SECONDS },
  ArrowUp: { do: 'louder', by: LOUDER },
  ArrowDown: { do: 'louder', by: -LOUDER },
}

const OTHERS: Record<string, PlayerCommand> = {
  c: { do: 'captions' },
  '<': { do: 'faster', by: -1 },
  '>': { do: 'faster', by: 1 },
}

/** What a key means; the arrows only while the player has the focus or fills the screen: else they lead to the neighbours. */
export function playerCommandOf(pressed: Pressed, hasArrows: boolean): PlayerCommand | undefined {
  if (pressed.altKey || pressed.ctrlKey || pressed.metaKey) return undefined
  return OTHERS[pressed.key.toLowerCase()] ?? (hasArrows ? ARROWS[pressed.key] : undefined)
}

/** The next of the speeds, faster (1) or slower (-1). */
export function nextSpeed(speeds: readonly number[], now: number, by: 1 | -1): number {
  const following = by > 0 ? speeds.find((speed) => speed > now) : speeds.findLast((speed) => speed < now)
  return following ?? now
}
