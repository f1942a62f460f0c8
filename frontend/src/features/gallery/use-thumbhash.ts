import { useEffect, useState } from 'react'

/** Pictures by their hash; made once, the oldest forgotten. */
const made = new Map<string, string | undefined>()
const MAX_MADE = 1000

let library: Promise<(hash: Uint8Array) => string> | undefined

const loadLibrary = async () => (await import('thumbhash')).thumbHashToDataURL

/** A data: address; undefined for what is no thumbhash. */
async function draw(hash: string): Promise<string | undefined> {
  if (made.has(hash)) return made.get(hash)
  library ??= loadLibrary()
  const toDataUrl = await library
  let url: string | undefined
  try {
    url = toDataUrl(Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0)))
  } catch {
    url = undefined
  }
  made.set(hash, url)
  const [oldest] = made.keys()
  if (made.size > MAX_MADE && oldest !== undefined) made.delete(oldest)
  return url
}

/** The blurred picture that a thumbhash stands for, as a data: address; its code is loaded with the first one. */
export function useThumbhash(hash: string | undefined): string | undefined {
  const [url, setUrl] = useState(hash === undefined ? undefined : made.get(hash))
  useEffect(() => {
    if (hash === undefined) return undefined
    let isCurrent = true
    draw(hash).then(
      (drawn) => isCurrent && setUrl(drawn),
      // Without it the tile is grey until its picture comes.
      () => undefined,
    )
    return () => {
      isCurrent = false
    }
  }, [hash])
  return url
}
