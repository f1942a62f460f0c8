// Small files on their way are kept in the browser (IndexedDB), so that after a reload they go on by themselves. Of large ones only
// the handle is, where the browser has such: it may copy what it keeps. Whatever fails here only means that the person is asked
// for the file again.

const MAX_BYTES = 64 * 1024 * 1024
const FILES = 'files'
const HANDLES = 'handles'

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')))
  })

async function store(name: string, mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const opening = indexedDB.open('gramreel-uploads', 2)
  opening.addEventListener('upgradeneeded', () => {
    const { result } = opening
    for (const each of [FILES, HANDLES])
      if (!result.objectStoreNames.contains(each)) result.createObjectStore(each)
  })
  return (await settled(opening)).transaction(name, mode).objectStore(name)
}

const read = (name: string, id: string): Promise<unknown> =>
  store(name, 'readonly')
    .then((kept) => settled<unknown>(kept.get(id)))
    .catch(() => undefined)

export async function keepFile(id: string, file: File, handle?: FileSystemFileHandle): Promise<void> {
  const [name, value] = file.size > MAX_BYTES ? [HANDLES, handle] : [FILES, file]
  if (value === undefined) return
  await store(name, 'readwrite')
    .then((kept) => settled(kept.put(value, id)))
    .catch(() => undefined)
}

export async function keptFile(id: string): Promise<File | undefined> {
  const file = await read(FILES, id)
  return file instanceof File ? file : undefined
}

export async function keptHandle(id: string): Promise<FileSystemFileHandle | undefined> {
  if (typeof FileSystemFileHandle === 'undefined') return undefined
  const handle = await read(HANDLES, id)
  return handle instanceof FileSystemFileHandle ? handle : undefined
}

/** All of them: nobody is signed in any more. */
export async function forgetFiles(): Promise<void> {
  for (const name of [FILES, HANDLES])
    await store(name, 'readwrite')
      .then((kept) => settled(kept.clear()))
      .catch(() => undefined)
}

export async function dropFile(id: string): Promise<void> {
  for (const name of [FILES, HANDLES])
    await store(name, 'readwrite')
      .then((kept) => settled(kept.delete(id)))
      .catch(() => undefined)
}
