// All uploads of this page: two at a time, each from the file to the item in the gallery. A store outside React: uploads go on
// while pages come and go.
import type { UploadItem } from '@gramreel/contracts/uploads'
import { ApiError } from '../../shared/api.ts'
import { describeFile, mimeOf } from './describe-file.ts'
import { dropFile, keepFile, keptFile } from './kept-files.ts'
import { paced, startPace, type Pace } from './pace.ts'
import { recognise } from './recognise.ts'
import { sendFile, SendFailure } from './send-file.ts'
import { beginUpload, cancelUpload, readUpload, readUploads, renewLink } from './upload-calls.ts'

const AT_ONCE = 2
const LOOK_AGAIN_MS = 1000
/** How long a worker may take to tell that bytes are missing, before they are sent again. */
const PATIENCE_LOOKS = 20

/** `lost`: begun before a reload, and the file is not at hand. */
export type RowState =
  'waiting' | 'checking' | 'sending' | 'paused' | 'finishing' | 'done' | 'exists' | 'failed' | 'lost'

export type Row = {
  readonly key: string
  readonly name: string
  readonly size: number
  readonly state: RowState
  readonly pace: Pace
  /** Why it failed: a code of texts. */
  readonly reason?: string
  /** The upload's, once begun. */
  readonly id?: string
  /** The item's, once there. */
  readonly fileId?: string
}

type Work = { file: File | undefined; stop: AbortController }

let rows: readonly Row[] = []
const works = new Map<string, Work>()
const listeners = new Set<() => void>()
let lastKey = 0
let isRestored = false

export const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const readRows = (): readonly Row[] => rows

export const isOver = ({ state }: Row): boolean => state === 'done' || state === 'exists'

function setRows(next: readonly Row[]): void {
  rows = next
  for (const listener of listeners) listener()
}

function change(key: string, fields: Partial<Row>): void {
  setRows(rows.map((row) => (row.key === key ? { ...row, ...fields } : row)))
}

const find = (key: string): Row | undefined => rows.find((row) => row.key === key)

function addRow(fields: Omit<Row, 'key' | 'pace'>, file: File | undefined, received = 0): void {
  const key = `upload-${++lastKey}`
  works.set(key, { file, stop: new AbortController() })
  setRows([...rows, { key, pace: startPace(received, performance.now()), ...fields }])
}

export function addFiles(files: Iterable<File>): void {
  for (const file of files) {
    if (file.size === 0) continue
    // Without fingerprints (pages without https) a file that is asked for again is known by its name and size.
    const lost = rows.find((row) => row.state === 'lost' && row.name === file.name && row.size === file.size)
    if (lost) giveFile(lost.key, file)
    else addRow({ name: file.name, size: file.size, state: 'waiting' }, file)
  }
  pump()
}

/** The file of a row that lost it. Whether it is the same one, its fingerprint tells. */
export function giveFile(key: string, file: File): void {
  const row = find(key)
  if (!row) return
  if (row.size !== file.size) {
    addFiles([file])
    return
  }
  works.set(key, { file, stop: new AbortController() })
  change(key, { state: 'waiting', name: file.name })
  pump()
}

export function pause(key: string): void {
  works.get(key)?.stop.abort(new Error('paused'))
  change(key, { state: 'paused' })
  pump()
}

export function resume(key: string): void {
  const [work, row] = [works.get(key), find(key)]
  if (!work || !row) return
  works.set(key, { file: work.file, stop: new AbortController() })
  const { reason, id, ...rest } = row
  // What came to nothing is begun anew; all else goes on where it was.
  const isHopeless =
    reason !== undefined && ['changed', 'refused', 'no_access', 'upload_not_found'].includes(reason)
  const again: Row = { ...rest, state: 'waiting', ...(id !== undefined && !isHopeless && { id }) }
  setRows(rows.map((each) => (each.key === key ? again : each)))
  pump()
}

export function cancel(key: string): void {
  const id = find(key)?.id
  works.get(key)?.stop.abort(new Error('cancelled'))
  remove(key)
  if (id !== undefined) {
    void cancelUpload(id).catch(() => {})
    void dropFile(id)
  }
  pump()
}

function remove(key: string): void {
  works.delete(key)
  setRows(rows.filter((row) => row.key !== key))
}

export function clearOver(): void {
  setRows(rows.filter((row) => !isOver(row)))
}

/** What was begun before this page was loaded. */
export async function restore(): Promise<void> {
  if (isRestored) return
  isRestored = true
  const uploads = await readUploads().catch(() => [])
  for (const { id, name, size, stage, received } of uploads) {
    if (stage === 'failed' || rows.some((row) => row.id === id)) continue
    const file = await keptFile(id)
    const state = file || stage === 'posting' ? 'waiting' : 'lost'
    addRow({ id, name, size, state }, file, received)
  }
  pump()
}

function pump(): void {
  const busy = rows.filter(({ state }) => ['checking', 'sending', 'finishing'].includes(state)).length
  for (const { key } of rows.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, AT_ONCE - busy)))
    void run(key)
}

async function run(key: string): Promise<void> {
  const work = works.get(key)
  if (!work) return
  const { signal } = work.stop
  try {
    change(key, { state: 'checking' })
    const begun = await begin(key, work)
    if (begun) await sendUntilDone(key, begun.id, begun.url, work)
  } catch (error) {
    if (!signal.aborted) change(key, { state: 'failed', reason: reasonOf(error) })
  }
  pump()
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiError) return error.code === 'unreachable' ? 'offline' : error.code
  if (error instanceof SendFailure) return error.status === 404 ? 'upload_not_found' : 'offline'
  return error instanceof UploadFailed ? error.reason : 'internal'
}

class UploadFailed extends Error {
  readonly reason: string
  constructor(reason: string) {
    super(reason)
    this.reason = reason
  }
}

/** Undefined when the same file is in the gallery already. */
async function begin(
  key: string,
  { file, stop }: Work,
): Promise<{ id: string; url: string | undefined } | undefined> {
  const row = find(key)
  if (row?.id !== undefined) return { id: row.id, url: undefined }
  if (!file) throw new UploadFailed('unreadable')
  const [fingerprint, described] = await Promise.all([recognise(file, stop.signal), describeFile(file)])
  stop.signal.throwIfAborted()
  const begun = await beginUpload({
    name: file.name.slice(0, 255),
    mime: mimeOf(file),
    size: file.size,
    ...described,
    ...(fingerprint !== undefined && { fingerprint }),
  })
  if (begun.kind === 'exists') {
    change(key, { state: 'exists', fileId: begun.file.id })
    return undefined
  }
  const { id, received } = begun.upload
  for (const other of rows) if (other.id === id && other.key !== key) remove(other.key)
  change(key, { id, pace: startPace(received, performance.now()) })
  if (!find(key)) void cancelUpload(id).catch(() => {})
  stop.signal.throwIfAborted()
  void keepFile(id, file)
  return { id, url: begun.url }
}

async function sendUntilDone(
  key: string,
  id: string,
  firstUrl: string | undefined,
  { file, stop }: Work,
): Promise<void> {
  const { signal } = stop
  const onReceived = (bytes: number) => {
    const row = find(key)
    if (row) change(key, { pace: paced(row.pace, bytes, performance.now()) })
  }
  let url = firstUrl
  for (;;) {
    const item = url === undefined ? await readUpload(id) : undefined
    if (item?.stage !== 'posting' && item?.stage !== 'done') {
      if (!file) throw new UploadFailed('unreadable')
      change(key, { state: 'sending' })
      await send(file, url ?? (await renewLink(id)).url, id, { onReceived, signal })
      url = undefined
    }
    change(key, { state: 'finishing' })
    const over = await waitForPost(id, signal)
    if (!over) continue
    if (over.stage === 'failed') throw new UploadFailed(over.failure ?? 'internal')
    void dropFile(id)
    change(key, { state: 'done', ...(over.fileId !== undefined && { fileId: over.fileId }) })
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
