// Preview pictures of a film, on one sheet. Only its index and some of its key frames are read, within a budget of bytes.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredSprites } from '../details/stored.ts'
import type { ByteSource } from './byte-source.ts'
import { findKeyFrames, type KeyFrame, type KeyFrames } from './key-frames.ts'
import { filmInput } from './make-thumbnail.ts'
import { inPrivateFolder } from './private-folder.ts'
import { runFenced } from './run-fenced.ts'
import { sniff, type FilmFormat } from './sniff.ts'

const MIB = 1024 * 1024
const EVERY_SECONDS = 10
const [FEWEST, MOST] = [4, 100]
const SHORTEST_SECONDS = 10
const COLUMNS = 10
const TILE_WIDTH = 160
/** What one picture costs at least: the worker reads in larger pieces than a picture is. */
const PIECE_BYTES = 128 * 1024

/** Of a film's key frames: 8 % of the film, 64 MiB at most; for short ones 2 MiB, which is little anyhow. */
export const spriteBudget = (size: number): number => Math.min(64 * MIB, Math.max(2 * MIB, size * 0.08))
/** With the film's index. */
export const spriteMaxBytes = (size: number): number => 2 * spriteBudget(size) + 16 * MIB

export type MadeSprites = { sheet: Buffer; sprites: StoredSprites }

const nearest = (frames: readonly KeyFrame[], seconds: number): KeyFrame | undefined =>
  frames.reduce<KeyFrame | undefined>(
    (best, frame) =>
      best && Math.abs(best.seconds - seconds) <= Math.abs(frame.seconds - seconds) ? best : frame,
    undefined,
  )

/** One for each tile, the same one several times where there are few. As many tiles as the budget pays for. */
export const chooseFrames = (
  { frames, durationSeconds }: Pick<KeyFrames, 'frames' | 'durationSeconds'>,
  most: number,
  maxBytes: number,
): { chosen: KeyFrame[]; everySeconds: number } | undefined => {
  let count = Math.min(most, Math.max(10, Math.round(durationSeconds / EVERY_SECONDS)), MOST)
  for (; count >= FEWEST; count = Math.floor(count * 0.8)) {
    const everySeconds = durationSeconds / count
    const chosen = Array.from({ length: count }, (_none, n) => nearest(frames, n * everySeconds)).filter(
      (frame) => frame !== undefined,
    )
    const bytes = [...new Set(chosen)].reduce((sum, { start, end }) => sum + end - start, 0)
    if (chosen.length === count && bytes <= maxBytes) return { chosen, everySeconds }
  }
  return undefined
}

/** A picture, and how many seconds it is shown for. The last one comes twice, so that it is shown to the end of its time. */
export const turnsOf = (chosen: readonly KeyFrame[]): { frame: KeyFrame; seconds: number }[] => {
  const turns: { frame: KeyFrame; seconds: number }[] = []
  for (const frame of chosen) {
    const last = turns.at(-1)
    if (last?.frame === frame) last.seconds++
    else turns.push({ frame, seconds: 1 })
  }
  const last = turns.at(-1)
  if (!last || last.seconds === 1) return turns
  return [...turns.slice(0, -1), { ...last, seconds: last.seconds - 1 }, { ...last, seconds: 1 }]
}

const heightOf = ({ width = 16, height = 9 }: Pick<KeyFrames, 'width' | 'height'>): number =>
  Math.min(320, Math.max(40, 2 * Math.round((TILE_WIDTH * height) / width / 2)))

/** Every word is ours, as with frameArguments. A picture that cannot be drawn is stood in for by the one before. */
export const sheetArguments = (format: FilmFormat, tile: Omit<StoredSprites, 'everySeconds'>): string[] =>
  [
    filmInput(format),
    ['-map', '0:v:0', '-an', '-sn', '-dn', '-frames:v', '1', '-vf'],
    [`fps=1:start_time=0,scale=${tile.width}:${tile.height},setsar=1,tile=${tile.columns}x${tile.rows}`],
    ['-c:v', 'mjpeg', '-q:v', '5', '-pix_fmt', 'yuvj420p', '-f', 'image2pipe', 'pipe:1'],
  ].flat()

type Options = { onStart?: ((pid: number) => void) | undefined }

/** Undefined where there can be none. Throws what the source throws. */
export const makeSprites = async (
  source: ByteSource,
  ffmpeg: string,
  { onStart }: Options = {},
): Promise<MadeSprites | undefined> => {
  const found = sniff(await source.read(0, 4096))
  if (found?.kind !== 'film') return undefined
  const budget = spriteBudget(source.size)
  const most = Math.min(MOST, Math.floor(budget / PIECE_BYTES))
  const film = await findKeyFrames(source, found.format, most)
  if (!film || film.durationSeconds < SHORTEST_SECONDS) return undefined
  const plan = chooseFrames(film, most, budget)
  if (!plan) return undefined
  const pictures = new Map<KeyFrame, Buffer>()
  for (const frame of new Set(plan.chosen))
    pictures.set(frame, await source.read(frame.start, frame.end - frame.start))
  const small = film.write(
    turnsOf(plan.chosen).map(({ frame, seconds }) => ({
      picture: pictures.get(frame) ?? Buffer.alloc(0),
      seconds,
    })),
  )
  const count = plan.chosen.length
  const columns = Math.min(COLUMNS, count)
  const tile = { columns, rows: Math.ceil(count / columns), width: TILE_WIDTH, height: heightOf(film), count }
  const sheet = await inPrivateFolder(async (folder) => {
    await writeFile(join(folder, 'film'), small, { mode: 0o600 })
    return runFenced([ffmpeg, ...sheetArguments(found.format, tile)], folder, onStart)
  })
  return sheet && { sheet, sprites: { ...tile, everySeconds: Math.round(plan.everySeconds * 1000) / 1000 } }
}
