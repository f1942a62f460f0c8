/** Places in a film for whoever jumps about: any byte, at least a MiB from the start and 8 MiB from the end. */
export const randomPlaces = (count: number, size: number): number[] =>
  Array.from({ length: count }, () => Math.floor(2 ** 20 + Math.random() * (size - 9 * 2 ** 20)))
