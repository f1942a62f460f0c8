// Short films for tests, by the ffmpeg of this machine; what needs one is left out where there is none.
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFfmpeg } from '../inspection/find-ffmpeg.ts'

export const ffmpeg = findFfmpeg(undefined)

const CHAPTERS = [
  { from: 0, to: 4_000, title: 'One' },
  { from: 4_000, to: 40_000, title: 'Zwei & "drei"' },
]
const METADATA = [
  ';FFMETADATA1',
  ...CHAPTERS.map(
    ({ from, to, title }) => `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${from}\nEND=${to}\ntitle=${title}`,
  ),
].join('\n')

export type FilmPlan = {
  /** Decides the container. */
  extension: 'mp4' | 'mov' | 'mkv' | 'webm'
  picture: readonly string[]
  sound: readonly string[]
  seconds?: number
  more?: readonly string[]
}

/**
 * A key frame every second; chapters at 0 and 4 s. Each second has a colour of its own, from black to white in `seconds`, so
 * that one sees what a frame shows.
 */
export const makeFilm = async ({ extension, picture, sound, seconds = 40, more = [] }: FilmPlan) => {
  const folder = await mkdtemp(join(tmpdir(), 'gramreel-film-'))
  const chapters = join(folder, 'chapters.txt')
  await writeFile(chapters, METADATA)
  const colours = `color=black:s=320x180:r=5:d=${seconds},geq=lum='floor(T)*255/${seconds}':cb=128:cr=128`
  const inputs = ['-f', 'lavfi', '-i', colours, '-f', 'lavfi', '-i', `sine=d=${seconds}`, '-i', chapters]
  const path = join(folder, `film.${extension}`)
  const maps = ['-map', '0', '-map', '1', '-map_metadata', '2', '-pix_fmt', 'yuv420p']
  const coding = [...picture, '-g', '5', ...sound, '-ar', '48000', ...more]
  execFileSync(ffmpeg ?? 'ffmpeg', ['-v', 'error', ...inputs, ...maps, ...coding, path])
  const film = await readFile(path)
  await rm(folder, { recursive: true })
  return film
}

export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2'] as const
export const VP9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'] as const
export const AAC = ['-c:a', 'aac'] as const
export const OPUS = ['-c:a', 'libopus'] as const
