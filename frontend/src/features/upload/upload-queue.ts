// All uploads of this page, two at a time, and what a person does with them.
import { mimeOf } from './describe-file.ts'
import type { UploadItem } from '@gramreel/contracts/uploads'
import { whenForgotten } from '../../shared/session.ts'
import type { Source } from './dropped.ts'
import { dropFile, keptFile, keptHandle } from '../../shared/kept-files.ts'
import { holdUpload, whenLetGo } from './held-uploads.ts'
import {
  addRows,
  changeRow,
  findRow,
  readRows,
  removeRows,
  restOverall,
  setRows,
  setWork,
  workOf,
  type NewRow,
  type Row,
} from './rows.ts'
import { reasonOf, runUpload } from './run-upload.ts'
import { isMoving, isOver } from './totals.ts'
import { cancelUpload, readUpload, readUploads } from './upload-calls.ts'

const AT_ONCE = 2
/** What came to nothing is begun anew; all else goes on where it was. */
const HOPELESS = new Set(['changed', 'refused', 'no_access', 'upload_not_found'])

let isRestored = false

export function addFiles(sources: Iterable<Source>): void {
  const added: NewRow[] = []
  for (const source of sources) {
    const { name, size } = source.file
    if (size === 0) continue
    // Without fingerprints (pages without https) a file that is asked for again is known by its name and size.
    const lost = readRows().find((row) => row.state === 'lost' && row.name === name && row.size === size)
    if (lost) giveFile(lost.key, source)
    else added.push({ name, size, mime: mimeOf(source.file), state: 'waiting', source })
  }
  addRows(added)
  pump()
}

/** The file of a row that lost it. Whether it is the same one, its fingerprint tells. */
export function giveFile(key: string, source: Source): void {
  const row = findRow(key)
  if (!row) return
  const { name, size } = source.file
  if (row.size !== size) {
    addFiles([source])
    return
  }
  setWork(key, source)
  changeRow(key, { state: 'waiting', name, mime: mimeOf(source.file), isKept: false })
  pump()
}

/** Asks the browser once more for a file that it may read again; to be called within a click. */
export async function reopen(key: string): Promise<void> {
  const handle = workOf(key)?.source.handle
  const permission = await handle?.requestPermission?.({ mode: 'read' })
  if (!handle || (permission !== undefined && permission !== 'granted')) return
  const file = await handle.getFile().catch(() => undefined)
  if (file) giveFile(key, { file, handle })
  // Gone, or moved: it is asked for by name.
  else changeRow(key, { isKept: false })
}

export async function reopenAll(): Promise<void> {
  for (const { key } of readRows().filter((row) => row.state === 'lost' && row.isKept === true))
    await reopen(key)
}

const mayPause = ({ state }: Row) => state === 'waiting' || state === 'checking' || state === 'sending'

function pauseAny(isWanted: (row: Row) => boolean): void {
  const next = readRows().map((row): Row => {
    if (!mayPause(row) || !isWanted(row)) return row
    workOf(row.key)?.stop.abort(new Error('paused'))
    return { ...row, state: 'paused' }
  })
  setRows(next)
  pump()
}

const again = ({ reason, id, ...rest }: Row): Row => {
  const isHopeless = reason !== undefined && HOPELESS.has(reason)
  return { ...rest, state: 'waiting', ...(id !== undefined && !isHopeless && { id }) }
}

function resumeAny(isWanted: (row: Row) => boolean): void {
  const next = readRows().map((row) => {
    const work = workOf(row.key)
    if (!work || !(row.state === 'paused' || row.state === 'failed') || !isWanted(row)) return row
    setWork(row.key, work.source)
    return again(row)
  })
  setRows(next)
  pump()
}

function cancelAny(isWanted: (row: Row) => boolean): void {
  const wanted = readRows().filter((row) => !isOver(row) && row.state !== 'finishing' && isWanted(row))
  for (const { key, id } of wanted) {
    workOf(key)?.stop.abort(new Error('cancelled'))
    if (id === undefined) continue
    void cancelUpload(id).catch(() => {})
    void dropFile(id)
  }
  const keys = new Set(wanted.map(({ key }) => key))
  removeRows(({ key }) => keys.has(key))
  pump()
}

export const pause = (key: string): void => pauseAny((row) => row.key === key)
export const resume = (key: string): void => resumeAny((row) => row.key === key)
export const cancel = (key: string): void => cancelAny((row) => row.key === key)

export const pauseAll = (): void => pauseAny(() => true)
export const resumeAll = (): void => resumeAny(({ state }) => state === 'paused')
export const retryFailed = (): void => resumeAny(({ state }) => state === 'failed')
export const cancelAll = (): void => cancelAny(() => true)
export const clearOver = (): void => removeRows(isOver)

/** Nobody is signed in any more: nothing more is sent, and whoever comes next does not see what it was. */
whenForgotten.add(() => {
  for (const { key } of readRows()) workOf(key)?.stop.abort(new Error('signed out'))
  removeRows(() => true)
  isRestored = false
})

/** What was begun before this page was loaded: with its file where the browser kept that. */
export async function restore(): Promise<void> {
  if (isRestored) return
  isRestored = true
  const uploads = await readUploads().catch(() => {
    isRestored = false
    return []
  })
  await takeUp(uploads)
}

const isHere = (id: string): boolean => readRows().some((row) => row.id === id)

/** What another tab has is taken up when that one lets go of it, and looked at anew: it may be over. */
async function takeUp(uploads: readonly UploadItem[]): Promise<void> {
  const found: NewRow[] = []
  for (const { id, name, size, stage, received } of uploads) {
    if (stage === 'failed' || stage === 'done' || isHere(id)) continue
    if (!(await holdUpload(id))) {
      void whenLetGo(id)
        .then(() => readUpload(id))
        .then((upload) => takeUp([upload]))
        .catch(() => undefined)
      continue
    }
    const source = await keptSource(id)
    const isReady = source.file !== undefined || stage === 'posting'
    const mime = source.file ? mimeOf(source.file) : 'application/octet-stream'
    const isKept = !isReady && source.handle !== undefined
    found.push({ id, name, size, mime, received, source, isKept, state: isReady ? 'waiting' : 'lost' })
  }
  addRows(found)
  pump()
}

async function keptSource(id: string): Promise<Partial<Source>> {
  const [file, handle] = [await keptFile(id), await keptHandle(id)]
  if (file) return { file }
  if (!handle) return {}
  const isAllowed = (await handle.queryPermission?.({ mode: 'read' })) === 'granted'
  const again = isAllowed ? await handle.getFile().catch(() => undefined) : undefined
  return { handle, ...(again && { file: again }) }
}

const isBusy = (row: Row) => isMoving(row) && row.state !== 'waiting'

function pump(): void {
  const rows = readRows()
  const free = AT_ONCE - rows.filter(isBusy).length
  if (free === AT_ONCE) restOverall()
  let begun = 0
  for (const row of rows) {
    if (begun >= free) return
    if (row.state !== 'waiting') continue
    begun += 1
    void run(row.key)
  }
}

async function run(key: string): Promise<void> {
  const work = workOf(key)
  if (!work) return
  try {
    await runUpload(key, work)
  } catch (error) {
    if (!work.stop.signal.aborted) changeRow(key, { state: 'failed', reason: reasonOf(error) })
  }
  pump()
}
