// `bytes=100-` and Content-Range as arithmetic. Pure.

/** Both ends inclusive, as HTTP has them. */
export type Extent = { first: number; last: number }

/** What a 200 or 206 holds; undefined when it does not say. */
export function extentOf(answer: { status: number; headers: Headers }): Extent | undefined {
  const range = /^bytes (\d+)-(\d+)\/(?:\d+|\*)$/.exec(answer.headers.get('content-range') ?? '')
  if (answer.status === 206)
    return range === null ? undefined : { first: Number(range[1]), last: Number(range[2]) }
  const length = answer.headers.get('content-length')
  return length === null ? undefined : { first: 0, last: Number(length) - 1 }
}

export const rangeText = ({ first, last }: Extent): string => `bytes=${first}-${last}`
