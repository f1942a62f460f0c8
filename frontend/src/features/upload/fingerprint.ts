// What a file is recognised by (contracts/uploads.ts): a chain of SHA-256 over its parts, so that no more than one of them is in
// memory, and the browser's own SHA-256 does it.

const PART_BYTES = 512 * 1024

const sha256 = async (bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

export async function fingerprintOf(file: Blob): Promise<string> {
  let chain = new Uint8Array(32)
  const both = new Uint8Array(64)
  for (let at = 0; at < file.size; at += PART_BYTES) {
    const part = await file.slice(at, at + PART_BYTES).arrayBuffer()
    both.set(chain)
    both.set(await sha256(part), 32)
    chain = await sha256(both)
  }
  return toBase64Url(chain)
}
