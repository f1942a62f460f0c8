// Keys of the grid that are not about selecting (those: features/library/selection-keys.ts). The list of shortcuts shows them.
import type { Direction } from './lay-out-grid.ts'

export const MOVES: ReadonlyMap<string, Direction> = new Map([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
])

export const SEARCH_KEY = '/'
