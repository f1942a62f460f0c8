// After the build: a smaller copy of each text beside it, for browsers that take one (RFC 9110, section 8.4.1). Made once and as small
// as can be, where compressing each answer would cost the backend its time.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const TEXTS = /\.(js|css|svg|webmanifest)$/
/** Below that, the headers weigh more. */
const LEAST_BYTES = 1024

const dist = join(import.meta.dirname, 'dist')
const names = await readdir(dist, { recursive: true })
for (const name of names.filter((each) => TEXTS.test(each))) {
  const path = join(dist, name)
  const bytes = await readFile(path)
  if (bytes.length < LEAST_BYTES) continue
  const size = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  await writeFile(`${path}.br`, brotliCompressSync(bytes, { params: size }))
  await writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 }))
}
