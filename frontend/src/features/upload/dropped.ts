// What was dropped, pasted or picked -> entries that walk-folder.ts reads. Where the browser gives handles (File System Access),
// each file keeps its own: it can be read again after a reload.
import { isPathLeftOut, type Entry, type Folder } from './walk-folder.ts'

export type Source = { file: File; handle?: FileSystemFileHandle }
export type SourceEntry = Entry<Source>

const ofFile = (file: File): SourceEntry => ({ kind: 'file', name: file.name, open: async () => ({ file }) })

export const ofHandle = (handle: FileSystemFileHandle | FileSystemDirectoryHandle): SourceEntry => {
  const { name } = handle
  if (handle.kind === 'file')
    return { kind: 'file', name, open: async () => ({ file: await handle.getFile(), handle }) }
  return {
    kind: 'folder',
    name,
    list: async function* () {
      for await (const child of handle.values()) yield ofHandle(child)
    },
  }
}

const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile

/** A directory's reader answers about a hundred at a time, and an empty list at the end. */
async function* readAll(entry: FileSystemDirectoryEntry): AsyncGenerator<SourceEntry> {
  const reader = entry.createReader()
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject)
    })
    if (some.length === 0) return
    for (const child of some) {
      if (isDirectory(child)) yield ofDirectory(child)
      else if (isFile(child)) {
        const open = async () => ({
          file: await new Promise<File>((resolve, reject) => child.file(resolve, reject)),
        })
        yield { kind: 'file', name: child.name, open }
      }
    }
  }
}

const ofDirectory = (entry: FileSystemDirectoryEntry): Folder<Source> => ({
  kind: 'folder',
  name: entry.name,
  list: () => readAll(entry),
})

/** To be called within the event: afterwards the browser has emptied what it carries. */
export function entriesOf(carried: DataTransfer): AsyncIterable<SourceEntry> {
  const found = Array.from(carried.items, (item) => {
    if (item.kind !== 'file') return undefined
    const [file, entry] = [item.getAsFile(), item.webkitGetAsEntry()]
    const handle = item.getAsFileSystemHandle?.().catch(() => null)
    return { file, entry, handle }
  })
  return (async function* () {
    for (const each of found) {
      const handle = await each?.handle
      if (handle) yield ofHandle(handle)
      else if (each?.entry && isDirectory(each.entry)) yield ofDirectory(each.entry)
      else if (each?.file) yield ofFile(each.file)
    }
  })()
}

/** Of an input; those of a folder come with their path in it. */
export const entriesOfInput = (files: Iterable<File>): SourceEntry[] =>
  Array.from(files)
    .filter(({ webkitRelativePath }) => !isPathLeftOut(webkitRelativePath))
    .map(ofFile)
