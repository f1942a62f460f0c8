// Which of a film's preview pictures its tile shows. Pure.

/** The whole film lies across the tile, from left to right in every language, as time lines do. */
export function tileUnder(
  x: number,
  { left, width }: { left: number; width: number },
  count: number,
): number {
  const place = width > 0 ? (x - left) / width : 0
  return Math.max(0, Math.min(count - 1, Math.floor(place * count)))
}

/** After the last comes the first. */
export const tileAfter = (tile: number, count: number): number => (tile + 1) % count

/** How far in the film a tile is: 0 for the first, 1 for the last. */
export const progressOf = (tile: number, count: number): number => (count > 1 ? tile / (count - 1) : 1)
