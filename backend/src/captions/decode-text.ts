// Captions are text in whatever encoding their maker's editor had. UTF-8 and UTF-16 tell themselves; else the language says
// which old one it is, or the share of its letters that are not of the Latin alphabet (WHATWG Encoding names them). Pure.
const HEAD_BYTES = 4096

const OLD_ENCODINGS: Record<string, readonly string[]> = {
  'windows-1250': ['pl', 'cs', 'sk', 'hu', 'hr', 'sl', 'ro', 'bs', 'sq'],
  'windows-1251': ['ru', 'uk', 'be', 'bg', 'mk', 'sr', 'kk', 'mn'],
  'windows-1253': ['el'],
  'windows-1254': ['tr', 'az'],
  'windows-1255': ['he', 'yi'],
  'windows-1256': ['ar', 'fa', 'ur'],
  'windows-1257': ['et', 'lv', 'lt'],
  'windows-1258': ['vi'],
  'windows-874': ['th'],
  shift_jis: ['ja'],
  'euc-kr': ['ko'],
  gb18030: ['zh'],
}

/** UTF-16 without a mark: every other byte of Latin text is zero. */
const guessUtf16 = (head: Buffer): string | undefined => {
  const zeros = [0, 0]
  head.forEach((byte, at) => byte === 0 && (zeros[at % 2] = (zeros[at % 2] ?? 0) + 1))
  const [even = 0, odd = 0] = zeros
  if (Math.max(even, odd) < head.length / 8) return undefined
  return even > odd ? 'utf-16be' : 'utf-16le'
}

const markOf = (bytes: Buffer): string | undefined => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return guessUtf16(bytes.subarray(0, HEAD_BYTES))
}

/** In windows-1252 few letters have an accent; in windows-1251 all Cyrillic ones stand above 0xC0. */
const guessOld = (bytes: Buffer): string => {
  let plain = 0
  let high = 0
  for (const byte of bytes) {
    if (byte >= 0xc0) high++
    else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) plain++
  }
  return high > plain ? 'windows-1251' : 'windows-1252'
}

const oldEncodingOf = (language: string): string | undefined => {
  const primary = language.split('-')[0] ?? ''
  return Object.entries(OLD_ENCODINGS).find(([, languages]) => languages.includes(primary))?.[0]
}

/** `language`: BCP 47, where it is known. Never throws: what cannot be read becomes U+FFFD. */
export const decodeText = (bytes: Buffer, language = ''): string => {
  const marked = markOf(bytes)
  if (marked !== undefined) return new TextDecoder(marked).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder(oldEncodingOf(language) ?? guessOld(bytes)).decode(bytes)
  }
}
