// What to ask of the Media Capabilities API before a film is begun. Pure.

export type CodecQuestion = { kind: 'video' | 'audio'; contentType: string }

const AUDIO = /^(mp4a|ac-3|ec-3|opus|vorbis|flac|alac|mp3|dtsc|dtse|dtsh|dtsl)/i
const OF_WEBM = /^(vp8|vorbis)/i
/** Matroska does not tell VP9's profile, and Media Capabilities answers no question without one: the usual. */
const WRITTEN_OUT: Record<string, string> = { vp9: 'vp09.00.10.08' }

/**
 * `hvc1.1.6.L120.90, mp4a.40.2` (RFC 6381) -> one question for each. They are asked of the container that the codec is known
 * in: Chromium plays Matroska but has no answer for its name.
 */
export function codecQuestions(codecs: string): CodecQuestion[] {
  return codecs
    .split(',')
    .map((codec) => codec.trim())
    .filter((codec) => codec !== '')
    .map((codec) => {
      const kind = AUDIO.test(codec) ? 'audio' : 'video'
      const container = OF_WEBM.test(codec) ? 'webm' : 'mp4'
      return { kind, contentType: `${kind}/${container}; codecs="${WRITTEN_OUT[codec] ?? codec}"` }
    })
}
