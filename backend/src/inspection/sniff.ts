// What a file is, by its first bytes alone: its name and its type were chosen by a stranger (WHATWG MIME Sniffing, section 6).
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'heic' | 'tiff'
/** ffmpeg's names. */
export type FilmFormat = 'mov' | 'matroska' | 'avi' | 'mpegts' | 'flv'
export type Sniffed = { kind: 'picture'; format: PictureFormat } | { kind: 'film'; format: FilmFormat }

const AVIF = new Set(['avif', 'avis'])
const HEIC = new Set(['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1'])

const picture = (format: PictureFormat): Sniffed => ({ kind: 'picture', format })
const film = (format: FilmFormat): Sniffed => ({ kind: 'film', format })

/** Undefined for all else: GIF, SVG, playlists, lists of other files. */
export const sniff = (head: Buffer): Sniffed | undefined => {
  const text = (start: number, end: number) => head.toString('latin1', start, end)
  if (text(0, 3) === '\u00ff\u00d8\u00ff') return picture('jpeg')
  if (text(0, 8) === '\u0089PNG\r\n\u001a\n') return picture('png')
  if (text(0, 4) === 'RIFF' && text(8, 14) === 'WEBPVP') return picture('webp')
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'AVI ') return film('avi')
  if (text(0, 4) === 'II*\0' || text(0, 4) === 'MM\0*') return picture('tiff')
  if (text(4, 8) === 'ftyp') {
    const brand = text(8, 12)
    if (AVIF.has(brand)) return picture('avif')
    return HEIC.has(brand) ? picture('heic') : film('mov')
  }
  if (text(4, 8) === 'moov' || text(4, 8) === 'mdat' || text(4, 8) === 'wide') return film('mov')
  if (text(0, 4) === '\u001aE\u00df\u00a3') return film('matroska')
  if (text(0, 3) === 'FLV') return film('flv')
  return text(0, 1) === 'G' && text(188, 189) === 'G' && text(376, 377) === 'G' ? film('mpegts') : undefined
}
