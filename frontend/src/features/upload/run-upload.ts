// One upload, from the file to the item in the gallery.
import type { UploadItem } from '@gramreel/contracts/uploads'
import { ApiError } from '../../shared/api.ts'
import { describeFile, mimeOf } from './describe-file.ts'
import { dropFile, keepFile } from '../../shared/kept-files.ts'
import { startPace } from './pace.ts'
import { recognise } from './recognise.ts'
import { holdUpload } from './held-uploads.ts'
import { changeRow, findRow, readRows, receive, removeRows, type Work } from './rows.ts'
import { sendFile, SendFailure } from './send-file.ts'
import { beginUpload, cancelUpload, readUpload, renewLink } from './upload-calls.ts'
import { readChoices } from './upload-choices.ts'

const LOOK_AGAIN_MS = 1000
/** How long a worker may take to tell that bytes are missing, before they are sent again. */
const PATIENCE_LOOKS = 20
/** Telegram takes no larger pictures as photos. */
const PHOTO_MAX_BYTES = 10 * 1024 * 1024

export class UploadFailed extends Error {
  readonly reason: string
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.reason = reason
  }
}

/** Why it came to nothing: a code of texts. */
export function reasonOf(error: unknown): string {
  if (error instanceof ApiError) return error.code === 'unreachable' ? 'offline' : error.code
  if (error instanceof SendFailure) return error.status === 404 ? 'upload_not_found' : 'offline'
  return error instanceof UploadFailed ? error.reason : 'internal'
}

/** Resolves when it is in the gallery; rejects with anything that `reasonOf` knows, or the signal's reason. */
export async function runUpload(key: string, work: Work): Promise<void> {
  changeRow(key, { state: 'checking' })
  const begun = await begin(key, work)
  if (begun) await sendUntilDone(key, begun.id, begun.url, work)
}

/** How this file is to be sent, of what the person chose. */
function wishOf(file: File): { as?: 'photo'; chat?: string } {
  const { as, chat } = readChoices()
  const isPhoto =
    as === 'photo' && /^image\/(jpeg|png|webp)$/.test(mimeOf(file)) && file.size <= PHOTO_MAX_BYTES
  return { ...(isPhoto && { as }), ...(chat !== undefined && { chat }) }
}

/** Undefined when the same file is in the gallery already. */
async function begin(
  key: string,
  { source: { file, handle }, stop }: Work,
): Promise<{ id: string; url: string | undefined } | undefined> {
  const row = findRow(key)
  if (row?.id !== undefined) {
    if (file)
      void describeFile(file).then(({ preview }) => preview !== undefined && changeRow(key, { preview }))
    return { id: row.id, url: undefined }
  }
  if (!file) throw new UploadFailed('unreadable')
  const [fingerprint, { about, preview }] = await Promise.all([
    recognise(file, stop.signal),
    describeFile(file),
  ])
  stop.signal.throwIfAborted()
  if (preview !== undefined) changeRow(key, { preview })
  const begun = await beginUpload({
    name: file.name.slice(0, 255),
    mime: mimeOf(file),
    size: file.size,
    ...wishOf(file),
    ...about,
    ...(fingerprint !== undefined && { fingerprint }),
  })
  if (begun.kind === 'exists') {
    changeRow(key, { state: begun.isRestored ? 'restored' : 'exists', fileId: begun.file.id })
    return undefined
  }
  const { id, received } = begun.upload
  if (readRows().some((other) => other.id === id && other.key !== key))
    removeRows((other) => other.id === id && other.key !== key)
  changeRow(key, { id, pace: startPace(received, performance.now()) })
  await holdUpload(id)
  if (!findRow(key)) void cancelUpload(id).catch(() => {})
  stop.signal.throwIfAborted()
  void keepFile(id, file, handle)
  return { id, url: begun.url }
}

async function sendUntilDone(
  key: string,
  id: string,
  firstUrl: string | undefined,
  { source: { file }, stop }: Work,
): Promise<void> {
  const { signal } = stop
  const onReceived = (bytes: number) => receive(key, bytes)
  let url = firstUrl
  for (;;) {
    const item = url === undefined ? await readUpload(id) : undefined
    // Paused or cancelled meanwhile: the row says so already.
    signal.throwIfAborted()
    if (item?.stage !== 'posting' && item?.stage !== 'done') {
      if (!file) throw new UploadFailed('unreadable')
      changeRow(key, { state: 'sending' })
      await send(file, url ?? (await renewLink(id)).url, id, { onReceived, signal })
      url = undefined
      signal.throwIfAborted()
    }
    changeRow(key, { state: 'finishing' })
    const over = await waitForPost(id, signal)
    if (!over) continue
    if (over.stage === 'failed') throw new UploadFailed(over.failure ?? 'internal')
    void dropFile(id)
    changeRow(key, { state: 'done', ...(over.fileId !== undefined && { fileId: over.fileId }) })
    return
  }
}

/** A link lives for an hour: with a fresh one it goes on where it was. */
async function send(
  file: File,
  url: string,
  id: string,
  options: Omit<Parameters<typeof sendFile>[1], 'url'>,
): Promise<void> {
  let address = url
  let renewedAt: number | undefined
  for (;;) {
    try {
      await sendFile(file, { ...options, url: address })
      return
    } catch (error) {
      const isExpired = error instanceof SendFailure && error.status === 401
      const isTooSoon = renewedAt !== undefined && performance.now() - renewedAt < 60_000
      if (!isExpired || isTooSoon) throw error
      renewedAt = performance.now()
      address = (await renewLink(id)).url
    }
  }
}

/** The upload once it is over; undefined when Telegram lost bytes that must be sent again. */
async function waitForPost(id: string, signal: AbortSignal): Promise<UploadItem | undefined> {
  for (let looks = 0; ; looks++) {
    const item = await readUpload(id)
    if (item.stage === 'done' || item.stage === 'failed') return item
    if (item.stage === 'receiving' && looks >= PATIENCE_LOOKS) return undefined
    await new Promise((resolve) => setTimeout(resolve, looks < 3 ? LOOK_AGAIN_MS / 4 : LOOK_AGAIN_MS))
    signal.throwIfAborted()
  }
}
