// What the backend knows of uploads, and is told. It alone remembers: a worker may be without a disk.
import { PublicError } from '@gramreel/contracts/errors'
import {
  KeptMedia,
  UnpostedUploads,
  UploadJob,
  UploadTurn,
  type PostedUpload,
  type UploadedMedia,
  type UploadFailure,
  type UploadProgress,
} from '@gramreel/contracts/uploads'
import { Compile } from 'typebox/compile'
import type { UploadNotes } from '../uploads/upload-notes.ts'
import type { AskBackend } from './ask-backend.ts'

const isJob = Compile(UploadJob)
const isTurn = Compile(UploadTurn)
const isKept = Compile(KeptMedia)
const isUnposted = Compile(UnpostedUploads)

function odd(path: string): PublicError {
  return new PublicError('uploads_off', `the backend said something else (${path})`)
}

export function createBackendUploads(ask: AskBackend): UploadNotes {
  async function say(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<unknown> {
    const answer = await ask(method, `/uploads${path}`, body && { body }).catch((cause: unknown) => {
      throw new PublicError('uploads_off', `the backend does not answer (${method} ${path})`, { cause })
    })
    if (answer.status === 404)
      throw new PublicError('upload_not_found', `the backend knows nothing of ${path}`)
    if (answer.status !== 200 && answer.status !== 204)
      throw new PublicError('uploads_off', `the backend answered ${answer.status} (${method} ${path})`)
    return answer.body
  }
  return {
    async job(id) {
      const body = await say('GET', `/${id}`)
      if (!isJob.Check(body)) throw odd(id)
      return body
    },
    async progress(id, progress: UploadProgress) {
      await say('PUT', `/${id}/progress`, progress)
    },
    async turn(id) {
      const body = await say('POST', `/${id}/turn`)
      if (!isTurn.Check(body)) throw odd(id)
      return body.turn
    },
    async keepMedia(id, media: UploadedMedia, replaces: string | null) {
      const body = await say('PUT', `/${id}/media`, { media, replaces })
      if (!isKept.Check(body)) throw odd(id)
      return body.media
    },
    async posted(id, posted: PostedUpload) {
      await say('POST', `/${id}/posted`, posted)
    },
    async failed(id, failure: UploadFailure) {
      await say('POST', `/${id}/failed`, { failure })
    },
    async unposted(maxBytes) {
      const body = await say('POST', '', { maxBytes })
      if (!isUnposted.Check(body)) throw odd('')
      return body.uploads
    },
  }
}
