// What the name of a caption file says: `film.srt`, `film.en.srt`, `film.pt-BR.forced.vtt`, `film.English.vtt` belong to
// `film.mp4`; `film.part2.srt` does not. Pure.

/** Said of captions beside their language; what Jellyfin, Plex and VLC understand too. */
const REMARKS: Record<string, string> = {
  forced: 'forced',
  foreign: 'forced',
  sdh: 'SDH',
  cc: 'CC',
  hi: 'SDH',
  default: '',
}
const EXTENSION = /\.(?:srt|vtt)$/i
const PLAIN_LABEL = 'Captions'
/** Between the film's name and the extension. */
const MAX_TAGS = 8
/** A feature film's are some 100 kB. */
export const CAPTIONS_MAX_BYTES = 2 * 1024 * 1024

export type CaptionName = { label: string; language?: string }

const inEnglish = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz')

/** As its speakers call it. */
const ownName = (code: string) => new Intl.DisplayNames(code, { type: 'language', fallback: 'none' }).of(code)

/** "english" and "deutsch" -> their codes, for all languages of two letters. */
const readNames = (): Map<string, string> => {
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
  const known = codes.filter((code) => inEnglish.of(code) !== undefined)
  return new Map(
    known.flatMap((code) =>
      [ownName(code), inEnglish.of(code)].flatMap((name) =>
        name === undefined ? [] : [[name.toLowerCase(), code] as const],
      ),
    ),
  )
}
let names: Map<string, string> | undefined

/** "en", "eng", "pt-BR", "English", "Deutsch" -> BCP 47; undefined for what is none. */
export const languageOf = (tag: string): string | undefined => {
  const named = (names ??= readNames()).get(tag.toLowerCase())
  if (named !== undefined) return named
  // Longer words are languages in form only.
  if (!/^[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,2}$/i.test(tag)) return undefined
  try {
    const [code = ''] = Intl.getCanonicalLocales(tag.replaceAll('_', '-'))
    return inEnglish.of(code) === undefined ? undefined : code
  } catch {
    return undefined
  }
}

/** "Evening tide." of "Evening tide.mp4", "a." of "a": what the names of its captions begin with. */
export const stemOf = (name: string): string => `${name.replace(/\.[^.]*$/, '')}.`

/** The stems of films that captions of this name may belong to, the longest first. */
export const stemsOf = (captions: string): string[] => {
  const parts = captions.split('.')
  const counts = Array.from(
    { length: Math.min(parts.length - 1, MAX_TAGS) },
    (_, less) => parts.length - 1 - less,
  )
  return counts.map((count) => `${parts.slice(0, count).join('.')}.`)
}

/** By its kind, name and size, and whether or not there is a film. */
export const areCaptions = ({ kind, name, size }: { kind: string; name: string; size: number }): boolean =>
  kind === 'document' && EXTENSION.test(name) && size <= CAPTIONS_MAX_BYTES

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Undefined where it is not about this film. */
export const readCaptionName = (film: string, captions: string): CaptionName | undefined => {
  const prefix = stemOf(film)
  if (!EXTENSION.test(captions) || !captions.startsWith(prefix)) return undefined
  const tags = captions.slice(prefix.length).split('.').slice(0, -1)
  let language: string | undefined
  const remarks: string[] = []
  for (const tag of tags) {
    const remark = REMARKS[tag.toLowerCase()]
    const isRemark = remark !== undefined && (language !== undefined || tag.toLowerCase() !== 'hi')
    const found = isRemark || language !== undefined ? undefined : languageOf(tag)
    if (found !== undefined) language = found
    else if (isRemark) remarks.push(...(remark === '' ? [] : [remark]))
    else if (!/^\d{1,2}$/.test(tag)) return undefined
  }
  const name = (language === undefined ? undefined : inEnglish.of(language)) ?? PLAIN_LABEL
  const label = capitalise(name) + (remarks.length > 0 ? ` (${remarks.join(', ')})` : '')
  return { label, ...(language !== undefined && { language }) }
}
