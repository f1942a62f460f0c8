// Frames go to ffmpeg through a pipe, uncompressed; the sound comes from a file beside them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas, paint, toPixels, type Shader } from './canvas.ts'
import { writePhoto } from './photo.ts'
import { synthesise, type Sound } from './sound.ts'

export const FRAMES_PER_SECOND = 24

export type Chapter = { start: number; title: string }

export type FilmPlan = {
  width: number
  height: number
  seconds: number
  /** A shader for the moment; called once a frame. */
  scene: (seconds: number) => Shader
  sound: Sound
  format: 'mp4' | 'webm'
  /** Constant quality of the codec; smaller is better. */
  quality: number
  /** Moment of the poster, seconds. */
  posterAt: number
  /** From when on, seconds; up to the next one. */
  chapters?: readonly Chapter[]
}

/** https://ffmpeg.org/ffmpeg-formats.html#Metadata-1 */
const writeChapters = ({ chapters = [], seconds }: FilmPlan): string =>
  [
    ';FFMETADATA1',
    ...chapters.flatMap(({ start, title }, n) => [
      '[CHAPTER]',
      'TIMEBASE=1/1000',
      `START=${start * 1000}`,
      `END=${(chapters[n + 1]?.start ?? seconds) * 1000}`,
      `title=${title}`,
    ]),
    '',
  ].join('\n')

const codecs = (plan: FilmPlan): string[] =>
  plan.format === 'mp4'
    ? [
        '-c:v',
        'libx264',
        '-preset',
        'veryslow',
        '-crf',
        `${plan.quality}`,
        '-pix_fmt',
        'yuv420p',
        '-g',
        '48',
      ].concat(['-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart'])
    : [
        '-c:v',
        'libvpx-vp9',
        '-b:v',
        '0',
        '-crf',
        `${plan.quality}`,
        '-pix_fmt',
        'yuv420p',
        '-g',
        '48',
      ].concat(['-row-mt', '1', '-c:a', 'libopus', '-b:a', '80k'])

/** Renders a film and its poster; answers the film's bytes on disk. */
export async function writeFilm(plan: FilmPlan, path: string, posterPath: string): Promise<number> {
  const canvas = createCanvas(plan.width, plan.height)
  paint(canvas, plan.scene(plan.posterAt), { seconds: plan.posterAt })
  await writePhoto(canvas, posterPath, 82, 1)
  const folder = await mkdtemp(join(tmpdir(), 'gramreel-sample-'))
  try {
    const wav = join(folder, 'sound.wav')
    const made = join(folder, `film.${plan.format}`)
    const chapters = join(folder, 'chapters.txt')
    await writeFile(wav, synthesise(plan.sound, plan.seconds))
    await writeFile(chapters, writeChapters(plan))
    const picture = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${plan.width}x${plan.height}`]
    const input = [...picture, '-r', `${FRAMES_PER_SECOND}`, '-i', 'pipe:0', '-i', wav, '-i', chapters]
    const colour = [
      '-vf',
      'scale=out_color_matrix=bt709:out_range=tv',
      '-colorspace',
      'bt709',
      '-color_primaries',
      'bt709',
      '-color_trc',
      'bt709',
    ]
    // All that is said of the film are its chapters.
    const exact = [
      '-map_metadata',
      '2',
      '-map_chapters',
      '2',
      '-fflags',
      '+bitexact',
      '-flags:v',
      '+bitexact',
      '-flags:a',
      '+bitexact',
    ]
    const args = ['-v', 'error', '-y', ...input, ...colour, ...codecs(plan), ...exact, '-shortest', made]
    const ffmpeg = spawn('ffmpeg', args, { stdio: ['pipe', 'ignore', 'inherit'] })
    const ended = once(ffmpeg, 'close')
    for (let frame = 0; frame < plan.seconds * FRAMES_PER_SECOND; frame++) {
      const seconds = frame / FRAMES_PER_SECOND
      paint(canvas, plan.scene(seconds), { seconds })
      if (!ffmpeg.stdin.write(toPixels(canvas, 0))) await once(ffmpeg.stdin, 'drain')
    }
    ffmpeg.stdin.end()
    const [code] = (await ended) as [number | null]
    if (code !== 0) throw new Error(`ffmpeg ended with ${code} while writing ${path}`)
    await copyFile(made, path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return (await stat(path)).size
}
