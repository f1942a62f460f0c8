// A small picture of a file for which Telegram has none. The file's bytes are laid into a private folder first; no program is
// ever given an address, a name or a type that a stranger chose.
import { open, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ByteSource } from './byte-source.ts'
import { inPrivateFolder } from './private-folder.ts'
import { findIndex } from './read-movie.ts'
import { runFenced } from './run-fenced.ts'
import type { FilmFormat, PictureFormat } from './sniff.ts'

/** A picture is read whole; larger ones go without. */
export const PICTURE_MAX_BYTES = 40 * 1024 * 1024
const HEAD_BYTES = 4 * 1024 * 1024
/** Enough for the index of a film of many hours. */
const INDEX_MAX_BYTES = 8 * 1024 * 1024
/** Films that are read for a picture, at most so much of each. */
export const FILM_MAX_BYTES = HEAD_BYTES + INDEX_MAX_BYTES + 1024 * 1024
const SIDE = 640
const MAX_PIXELS = 50_000_000
/** No decoder of a list, of text, or of pictures within pictures. */
const CODECS =
  'h264,hevc,av1,libdav1d,vp8,vp9,libvpx,libvpx-vp9,mpeg4,mpeg2video,mpeg1video,mjpeg,h263,flv,msmpeg4v2,msmpeg4,wmv1,wmv2,prores,theora,dnxhd'

const CHILD = resolve(import.meta.dirname, 'shrink-picture-child.ts')

type Options = { onStart?: ((pid: number) => void) | undefined }

/** Undefined when it cannot be shown: broken, too large, or made to harm. Throws what the source throws. */
export const shrinkPicture = async (
  source: ByteSource,
  format: PictureFormat,
  { onStart }: Options = {},
): Promise<Buffer | undefined> => {
  // The codec of HEIC is patented, so libvips comes without it.
  if (format === 'heic' || source.size > PICTURE_MAX_BYTES) return undefined
  const bytes = await source.read(0, source.size)
  return inPrivateFolder(async (folder) => {
    const path = join(folder, 'picture')
    await writeFile(path, bytes, { mode: 0o600 })
    return runFenced([process.execPath, '--max-old-space-size=64', CHILD, path], folder, onStart)
  })
}

/** The beginning of a film and its index, where they belong; all between is a hole that takes no disk. */
const layOut = async (source: ByteSource, format: FilmFormat, path: string): Promise<boolean> => {
  const index = format === 'mov' ? await findIndex(source) : undefined
  if (format === 'mov' && (!index || index.end - index.start > INDEX_MAX_BYTES)) return false
  const file = await open(path, 'wx', 0o600)
  try {
    await file.truncate(source.size)
    await file.write(await source.read(0, HEAD_BYTES), 0, undefined, 0)
    if (index && index.end > HEAD_BYTES) {
      await file.write(await source.read(index.start, index.end - index.start), 0, undefined, index.start)
    }
    return true
  } finally {
    await file.close()
  }
}

/**
 * Every word is ours; the film is one fixed name in the folder. The demuxer was chosen by the film's first bytes. `more`: how
 * much of it is looked at.
 */
export const filmInput = (format: FilmFormat, more: readonly string[] = []): string[] =>
  [
    ['-nostdin', '-hide_banner', '-loglevel', 'error', '-threads', '1', '-filter_threads', '1'],
    ['-protocol_whitelist', 'file', '-format_whitelist', format, '-codec_whitelist', CODECS],
    ['-max_streams', '16', '-max_pixels', String(MAX_PIXELS), '-probesize', '2M', '-analyzeduration', '5M'],
    [...more, '-f', format, '-i', 'file:film'],
  ].flat()

export const frameArguments = (format: FilmFormat): string[] =>
  [
    filmInput(format, ['-skip_frame', 'nokey', '-t', '30']),
    ['-map', '0:v:0', '-an', '-sn', '-dn', '-frames:v', '1'],
    ['-vf', `thumbnail=n=4,scale='min(${SIDE},iw)':'min(${SIDE},ih)':force_original_aspect_ratio=decrease`],
    ['-c:v', 'mjpeg', '-q:v', '4', '-pix_fmt', 'yuvj420p', '-f', 'image2pipe', 'pipe:1'],
  ].flat()

/** As shrinkPicture, for the clearest of a film's first pictures. */
export const takeFrame = async (
  source: ByteSource,
  format: FilmFormat,
  ffmpeg: string,
  { onStart }: Options = {},
): Promise<Buffer | undefined> =>
  inPrivateFolder(async (folder) => {
    if (!(await layOut(source, format, join(folder, 'film')))) return undefined
    return runFenced([ffmpeg, ...frameArguments(format)], folder, onStart)
  })
