// Films by ffmpeg. A large one is a short noisy clip repeated without encoding it again, so two gigabytes take seconds.
import { execFile } from 'node:child_process'
import { rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Arguments come in groups that belong together. */
export const ffmpeg = async (...args: (string | readonly string[])[]): Promise<void> => {
  await run('ffmpeg', ['-v', 'error', '-y', '-nostdin', ...args.flat()], { maxBuffer: 1 << 24 })
}

export const FILM = { width: 1280, height: 720, clipSeconds: 24 }

const MEGABITS = 10

/** A clip that barely compresses: test picture with moving noise and a tone. */
async function makeClip(path: string, megabits: number): Promise<void> {
  const { width, height, clipSeconds } = FILM
  const picture = `testsrc2=size=${width}x${height}:rate=24,noise=alls=12:allf=t`
  const tone = 'sine=frequency=220:sample_rate=48000'
  await ffmpeg(
    ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', tone, '-t', `${clipSeconds}`],
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', `${megabits}M`],
    ['-maxrate', `${megabits * 1.2}M`, '-bufsize', `${megabits}M`],
    ['-pix_fmt', 'yuv420p', '-g', '48', '-c:a', 'aac', '-b:a', '128k', path],
  )
}

/**
 * Two films of at least `bytes`, so many megabits a second, the index of one at the front and of the other at the end; answers their length in seconds.
 * H.264 and AAC in MP4.
 */
export async function makeLargeFilms(
  bytes: number,
  paths: { indexFirst: string; indexLast: string },
  megabits = MEGABITS,
): Promise<number> {
  const clip = join(dirname(paths.indexFirst), 'clip.mp4')
  await makeClip(clip, megabits)
  const { size } = await stat(clip)
  const times = Math.ceil((bytes * 1.002) / size)
  const again = ['-stream_loop', `${times - 1}`, '-i', clip, '-c', 'copy']
  await ffmpeg(again, paths.indexLast)
  await ffmpeg('-i', paths.indexLast, '-c', 'copy', '-movflags', '+faststart', paths.indexFirst)
  await rm(clip)
  return times * FILM.clipSeconds
}

/** A short film with the given video encoder: `libx264`, or `libx265` for one that Chromium cannot show. */
export async function makeSmallFilm(
  path: string,
  encoder: 'libx264' | 'libx265',
  seconds = 4,
): Promise<void> {
  await ffmpeg(
    ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=24', '-f', 'lavfi', '-i', 'sine=frequency=330'],
    ['-t', `${seconds}`, '-c:v', encoder, '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    encoder === 'libx265' ? ['-tag:v', 'hvc1', '-x265-params', 'log-level=error'] : [],
    ['-c:a', 'aac', '-movflags', '+faststart', path],
  )
}
