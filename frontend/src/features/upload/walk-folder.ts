// Everything in folders that were dropped, in batches: a page that is given ten thousand files goes on answering. Pure but for
// what the entries do themselves.

export type Leaf<F> = { kind: 'file'; name: string; open: () => Promise<F> }
export type Folder<F> = { kind: 'folder'; name: string; list: () => AsyncIterable<Entry<F>> }
export type Entry<F> = Leaf<F> | Folder<F>

/** What systems leave behind in folders, in small letters. */
const OF_SYSTEMS = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '__macosx',
  '$recycle.bin',
  'system volume information',
  '@eadir',
  'icon\r',
])

/** Hidden files and those of the system, which nobody means when dropping a folder. */
export const isLeftOut = (name: string): boolean => name.startsWith('.') || OF_SYSTEMS.has(name.toLowerCase())

/** The same of a path such as `Holidays/.git/config`: any part of it. */
export const isPathLeftOut = (path: string): boolean => path.split('/').some((part) => isLeftOut(part))

export type Walked<F> = { files: F[]; unreadable: number }

/**
 * All files of `roots` and of the folders in them, at most `size` a batch, none empty. What was dropped itself is taken whatever
 * its name. A file or folder that cannot be read is counted, and the rest goes on.
 */
export async function* walk<F>(
  roots: Iterable<Entry<F>> | AsyncIterable<Entry<F>>,
  size: number,
): AsyncGenerator<Walked<F>> {
  let batch: Walked<F> = { files: [], unreadable: 0 }
  const folders: Folder<F>[] = []
  const take = async (entry: Entry<F>): Promise<void> => {
    if (entry.kind === 'folder') folders.push(entry)
    else
      await entry.open().then(
        (file) => batch.files.push(file),
        () => (batch.unreadable += 1),
      )
  }
  const isFull = () => batch.files.length >= size
  const next = () => {
    const full = batch
    batch = { files: [], unreadable: 0 }
    return full
  }
  for await (const entry of roots) {
    await take(entry)
    if (isFull()) yield next()
  }
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const list = folder.list()[Symbol.asyncIterator]()
    for (;;) {
      const step = await list.next().catch(() => undefined)
      if (step === undefined) batch.unreadable += 1
      if (step === undefined || step.done === true) break
      if (isLeftOut(step.value.name)) continue
      await take(step.value)
      if (isFull()) yield next()
    }
  }
  if (batch.files.length > 0 || batch.unreadable > 0) yield next()
}
