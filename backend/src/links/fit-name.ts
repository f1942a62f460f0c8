/** What one character costs as UTF-8 inside a JSON string. */
const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2

const takeBytes = (text: string, maxBytes: number): string => {
  let bytes = 0
  let result = ''
  for (const character of text) {
    bytes += jsonBytes(character)
    if (bytes > maxBytes) break
    result += character
  }
  return result
}

/** The name cut in front of its extension, between characters, to at most so many bytes of JSON. */
export const fitName = (name: string, maxBytes: number): string => {
  if (jsonBytes(name) <= maxBytes) return name
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? ''
  return takeBytes(name.slice(0, name.length - extension.length), maxBytes - jsonBytes(extension)) + extension
}
