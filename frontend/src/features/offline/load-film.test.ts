import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadFilm, type OpenFile, type Progress } from './load-film.ts'

/** A file in memory, as a thread opens it. */
function openFile(room = Infinity) {
  let bytes = Buffer.alloc(0)
  const file: OpenFile = {
    write(part, { at }) {
      const fits = part.subarray(0, Math.max(0, room - at))
      const next = Buffer.alloc(Math.max(bytes.length, at + fits.length))
      bytes.copy(next)
      next.set(fits, at)
      bytes = next
      return fits.length
    },
    truncate: (size) => (bytes = Buffer.from(bytes.subarray(0, size))),
    flush: () => undefined,
  }
  return { file, content: () => bytes }
}

const nothing = (size: number): Progress => ({ received: 0, size, mime: 'video/mp4', etag: undefined })
const link = { url: 'https://worker.example/stream', mime: 'video/mp4', size: 0 }

/** A worker whose n-th answer ends after so many bytes, with its connection. */
function worker(source: () => Buffer, cuts: number[], etag = '"one"') {
  const asked: number[] = []
  return {
    asked,
    fetchRange: async (_url: string, first: number): Promise<Response> => {
      asked.push(first)
      const all = source()
      const cut = cuts.shift()
      const part = all.subarray(first, cut === undefined ? undefined : first + cut)
      const isCut = first + part.length < all.length
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          if (part.length > 0) controller.enqueue(new Uint8Array(part))
          if (isCut) controller.error(new TypeError('the connection broke'))
          else controller.close()
        },
      })
      const range = `bytes ${first}-${all.length - 1}/${all.length}`
      return new Response(body, { status: 206, headers: { 'content-range': range, etag } })
    },
  }
}

async function loadInTurns(options: Parameters<typeof loadFilm>[0], turns: number): Promise<Progress> {
  let { begun } = options
  for (let turn = 0; turn < turns; turn++) {
    try {
      return await loadFilm({ ...options, begun, onProgress: async (progress) => void (begun = progress) })
    } catch {
      // As the thread does: what came stays, and the rest is asked for.
    }
  }
  throw new Error('never done')
}

it('has every byte, wherever connections break, and asks for none twice', async () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 5000 })
  const cuts = fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(bytes, cuts, async (content, breaks) => {
      const source = Buffer.from(content)
      const { file, content: written } = openFile()
      const { fetchRange, asked } = worker(() => source, [...breaks])
      const options = { file, begun: nothing(source.length), readLink: async () => link, fetchRange }
      const signal = new AbortController().signal
      const done = await loadInTurns({ ...options, signal, onProgress: async () => {} }, breaks.length + 1)
      expect(written().equals(source)).toBe(true)
      expect(done).toMatchObject({ received: source.length, size: source.length, etag: '"one"' })
      expect(asked).toEqual(asked.toSorted((a, b) => a - b))
    }),
  )
})

it('begins anew when the file is another one by now', async () => {
  const { file, content } = openFile()
  file.write(Buffer.from('old'), { at: 0 })
  const { fetchRange, asked } = worker(() => Buffer.from('brand new'), [])
  const begun = { ...nothing(9), received: 3, etag: '"old"' }
  await loadFilm({
    file,
    begun,
    readLink: async () => link,
    fetchRange,
    onProgress: async () => {},
    signal: new AbortController().signal,
  })
  expect(asked).toEqual([3, 0])
  expect(content().toString()).toBe('brand new')
})

const gone = async () => new Response(null, { status: 410 })

it('says what no waiting mends: deleted, no room', async () => {
  const { signal } = new AbortController()
  const options = { begun: nothing(9), readLink: async () => link, onProgress: async () => {}, signal }
  await expect(loadFilm({ ...options, file: openFile().file, fetchRange: gone })).rejects.toMatchObject({
    code: 'file_deleted',
  })
  const { fetchRange } = worker(() => Buffer.from('brand new'), [])
  await expect(loadFilm({ ...options, file: openFile(4).file, fetchRange })).rejects.toMatchObject({
    code: 'storage_full',
  })
})
