// Small files on their way are kept in the browser (IndexedDB), so that after a reload they go on by themselves. Large ones are
// not: a browser may copy what it keeps. Whatever fails here only means that the person is asked for the file again.

const MAX_BYTES = 64 * 1024 * 1024
const STORE = 'files'

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')))
  })

async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const opening = indexedDB.open('gramreel-uploads', 1)
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(STORE))
  return (await settled(opening)).transaction(STORE, mode).objectStore(STORE)
}

export async function keepFile(id: string, file: File): Promise<void> {
  if (file.size > MAX_BYTES) return
  await store('readwrite')
    .then((files) => settled(files.put(file, id)))
    .catch(() => undefined)
}

export async function keptFile(id: string): Promise<File | undefined> {
  const file: unknown = await store('readonly')
    .then((files) => settled(files.get(id)))
    .catch(() => undefined)
  return file instanceof File ? file : undefined
}

export async function dropFile(id: string): Promise<void> {
  await store('readwrite')
    .then((files) => settled(files.delete(id)))
    .catch(() => undefined)
}
