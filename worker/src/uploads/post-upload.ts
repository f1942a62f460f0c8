// The last step: from parts at Telegram to one message, exactly one, whatever is killed when (R18). Telegram first makes a file of
// the parts, whose id the backend keeps before it is posted. So whoever goes on after a kill looks for that file in the channel,
// and only then posts it, again under the same random_id, which Telegram takes once.
import { PublicError } from '@gramreel/contracts/errors'
import type { PostedUpload, UploadedMedia } from '@gramreel/contracts/uploads'
import { MediaGone, PartMissing, SentBefore } from '../telegram/upload-sink.ts'
import type { Upload, UploadNeeds } from './upload.ts'

/** `again`: not now; the caller asks later. `restarted`: Telegram lost parts, and the browser must send them again. */
export type PostOutcome = 'over' | 'again' | 'restarted'

const FILES_TRIED = 3

/** Rejects with what may pass: the backend or Telegram does not answer. What is final it reports, and is over. */
export async function postUpload(upload: Upload, needs: UploadNeeds): Promise<PostOutcome> {
  const { notes, stopping } = needs
  const { id, fingerprint } = upload.job
  await upload.tell()
  if (fingerprint !== undefined && fingerprint !== upload.chain) {
    await notes.failed(id, 'changed')
    return 'over'
  }
  const turn = await notes.turn(id)
  if (turn !== 'post') return turn === 'wait' ? 'again' : 'over'
  try {
    await notes.posted(id, await post(upload, needs))
    return 'over'
  } catch (error) {
    if (stopping.aborted) throw error
    if (error instanceof PartMissing) {
      upload.restart()
      await upload.tell()
      return 'restarted'
    }
    if (!isFinal(error)) throw error
    await notes.failed(id, error.code === 'no_access' ? 'no_access' : 'refused')
    return 'over'
  }
}

async function post(upload: Upload, { sink, notes, stopping }: UploadNeeds): Promise<PostedUpload> {
  const { job } = upload
  const assemble = async (replaces: UploadedMedia | null) => {
    const media = await sink.assemble(job, upload.md5, stopping)
    return notes.keepMedia(job.id, media, replaces?.id ?? null)
  }
  // What the backend keeps by now, not only what it kept when we first asked.
  const { media: kept } = await notes.job(job.id)
  const there = kept && (await sink.find(job, kept, stopping))
  if (there) return there
  let media = kept ?? (await assemble(null))
  for (let tries = 1; ; tries++) {
    try {
      return await sink.post(job, media, stopping)
    } catch (error) {
      if (error instanceof MediaGone && tries < FILES_TRIED) media = await assemble(media)
      else if (error instanceof SentBefore) {
        const found = await sink.find(job, media, stopping)
        if (found) return found
        throw new PublicError('telegram_failed', `upload ${job.id} was posted and is not there`, {
          cause: error,
        })
      } else throw error
    }
  }
}

function isFinal(error: unknown): error is PublicError {
  return error instanceof PublicError && ['no_access', 'telegram_failed'].includes(error.code)
}
