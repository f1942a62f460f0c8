// The shape of a tile: what backend and gallery must agree on, so that everything has its place before its picture is known.
import type { FileKind } from './catalogue.ts'

/** A picture is never drawn slimmer or broader than this: the tile then shows its middle. */
export const MIN_RATIO = 0.6
export const MAX_RATIO = 3

/** Letters that JSON need not escape: '#' to '~', but for one. Each is 1.8 % broader than the one before. */
const FIRST_LETTER = 35
export const SHAPES = 92

export type Shaped = {
  kind: FileKind
  width?: number | null | undefined
  height?: number | null | undefined
  /** Null where there is none. */
  thumbnail: string | null
}

/** Width divided by height. Pictures by their own shape, sounds and files as squares unless they have a picture. */
export function shapeOf({ kind, width, height, thumbnail }: Shaped): number {
  const isMeasured = typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0
  if (kind === 'audio' || kind === 'document') return thumbnail !== null && isMeasured ? width / height : 1
  if (isMeasured) return width / height
  return kind === 'photo' ? 4 / 3 : 16 / 9
}

export const clampRatio = (ratio: number): number =>
  Number.isFinite(ratio) ? Math.min(MAX_RATIO, Math.max(MIN_RATIO, ratio)) : 1

const STEP = Math.log(MAX_RATIO / MIN_RATIO) / (SHAPES - 1)

/** 0 for the slimmest to SHAPES - 1 for the broadest, even in the logarithm. */
export const levelOf = (ratio: number): number => Math.round(Math.log(clampRatio(ratio) / MIN_RATIO) / STEP)

export const ratioOf = (level: number): number => MIN_RATIO * Math.exp(level * STEP)

/** The letters of a timeline. */
export const letterOf = (level: number): string => String.fromCharCode(FIRST_LETTER + level)

/** Anything that is no letter of ours is a square. */
export function readLevel(shapes: string, index: number): number {
  const level = shapes.charCodeAt(index) - FIRST_LETTER
  return level >= 0 && level < SHAPES ? level : levelOf(1)
}
