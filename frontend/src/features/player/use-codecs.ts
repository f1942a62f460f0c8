import { useEffect, useState } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { codecQuestions, type CodecQuestion } from './codecs.ts'

/**
 * False as soon as the browser says that it cannot show this film; true until then: the film is begun meanwhile, so that the
 * usual case waits for nothing. Where the codecs are not known, or the browser does not answer, playing will tell.
 */
export function useCodecs({ codecs, mime, size, durationSeconds, width, height }: FileItem): boolean {
  const [isPlayable, setPlayable] = useState(true)
  useEffect(() => {
    if (codecs === undefined || !mime.startsWith('video/')) return undefined
    let isCurrent = true
    const bitrate = Math.max(1, Math.round((size * 8) / Math.max(1, durationSeconds ?? 1)))
    const questions = codecQuestions(codecs)
    // Without its sound a film is worth seeing; without its picture it is not begun.
    const pictures = questions.filter(({ kind }) => kind === 'video')
    void Promise.all(pictures.map((question) => canPlay(question, { width, height, bitrate }))).then(
      (answers) => isCurrent && answers.includes(false) && setPlayable(false),
    )
    return () => {
      isCurrent = false
    }
  }, [codecs, mime, size, durationSeconds, width, height])
  return isPlayable
}

type Measures = { width: number | undefined; height: number | undefined; bitrate: number }

async function canPlay(
  { contentType }: CodecQuestion,
  { width, height, bitrate }: Measures,
): Promise<boolean> {
  if (!('mediaCapabilities' in navigator)) return true
  const video = { contentType, width: width ?? 1280, height: height ?? 720, bitrate, framerate: 30 }
  try {
    return (await navigator.mediaCapabilities.decodingInfo({ type: 'file', video })).supported
  } catch {
    // A codec that the browser cannot even parse is no answer.
    return true
  }
}
