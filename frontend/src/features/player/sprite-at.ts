import type { Sprites } from '@gramreel/contracts/sprites'

/** Tiles of the sheet that show something. */
export const tileCount = ({ count, columns, rows }: Sprites): number => Math.min(count, columns * rows)

/** Where a tile is on the sheet, in its pixels. Pure. */
export const placeOfTile = ({ columns, width, height }: Sprites, tile: number): { x: number; y: number } => ({
  x: (tile % columns) * width,
  y: Math.floor(tile / columns) * height,
})

/** The tile to show for a moment: how far the sheet is moved, in pixels of the sheet. Pure; `seconds` from the beginning. */
export function spriteAt(sprites: Sprites, seconds: number): { x: number; y: number } {
  const tile = Math.floor(seconds / sprites.everySeconds)
  return placeOfTile(sprites, Math.max(0, Math.min(tileCount(sprites) - 1, tile)))
}
