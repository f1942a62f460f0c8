// One frame of a film, by the machine's ffmpeg where there is one. The file may be anybody's, so ffmpeg may read files of
// film formats only: playlists and the like could name other files or addresses.
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'

const FORMATS = 'mov,mp4,matroska,webm,avi,mpegts,mpeg,flv,ogg,asf'
const TIME_LIMIT_MS = 15_000

/** JPEG of at most 640 px, from a little after the beginning; undefined without ffmpeg or when it makes none in time. */
export function filmPicture(path: string, durationSeconds = 0): Promise<Buffer | undefined> {
  const at = Math.min(1, durationSeconds / 3)
  const given = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-threads', '1']
  const input = ['-protocol_whitelist', 'file', '-format_whitelist', FORMATS, '-max_pixels', '50000000']
  const output = ['-frames:v', '1', '-an', '-vf', "scale='min(640,iw)':-2", '-f', 'mjpeg', 'pipe:1']
  const args = [...given, ...input, '-ss', at.toFixed(3), '-i', `file:${resolve(path)}`, ...output]
  return new Promise((done) => {
    const options = { timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 8 << 20 } as const
    execFile('ffmpeg', args, { ...options, encoding: 'buffer' }, (error, frame) => {
      done(error === null && frame.length > 0 ? frame : undefined)
    })
  })
}
