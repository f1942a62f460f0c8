import type { Sprites } from '@gramreel/contracts/details'

/** The tile to show for a moment: how far the sheet is moved, in pixels of the sheet. Pure; `seconds` from the beginning. */
export function spriteAt(
  { columns, rows, width, height, everySeconds, count }: Sprites,
  seconds: number,
): { x: number; y: number } {
  const last = Math.min(count, columns * rows) - 1
  const tile = Math.max(0, Math.min(last, Math.floor(seconds / everySeconds)))
  return { x: (tile % columns) * width, y: Math.floor(tile / columns) * height }
}
