const MIME = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/

/** A type as it may stand in a header; `otherwise` for anything else. */
export const mimeOr = (mime: string | undefined, otherwise: string): string => {
  const text = (mime ?? '').toLowerCase()
  return MIME.test(text) ? text : otherwise
}
