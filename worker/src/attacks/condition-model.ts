// Conditional requests as facts first and text second: what a header says of the file is known before it is written down, so
// the outcome of RFC 9110, section 13.2.2 follows without reading any of it.
import * as fc from 'fast-check'

type Tag = 'same' | 'weak' | 'other' | 'other-weak'
type DateWord = 'same' | 'earlier' | 'later' | 'no-date'
type TagList =
  { kind: 'tags'; tags: Tag[]; comma: string } | { kind: 'any' } | { kind: 'broken'; text: string }

export type Conditions = {
  ifMatch: TagList | undefined
  ifNoneMatch: TagList | undefined
  ifModifiedSince: DateWord | undefined
  ifUnmodifiedSince: DateWord | undefined
  ifRange: { tag: Tag } | { date: DateWord } | undefined
  /** How dates are written. */
  form: 'imf' | 'rfc850' | 'asctime'
}

const rarely = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: of })
const tag = fc.constantFrom<Tag>('same', 'weak', 'other', 'other-weak')
const date = fc.constantFrom<DateWord>('same', 'earlier', 'later', 'no-date')
const list = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('tags' as const),
      tags: fc.array(tag, { minLength: 1, maxLength: 5 }),
      comma: fc.constantFrom(',', ', ', ' ,\t', ',,'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'any' as const }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('nonsense', '"open', 'W/', "'x'", '"a" "b"').map((text) => {
      return { kind: 'broken' as const, text }
    }),
  },
)

export const conditions: fc.Arbitrary<Conditions> = fc.record({
  ifMatch: rarely(list),
  ifNoneMatch: rarely(list),
  ifModifiedSince: rarely(date),
  ifUnmodifiedSince: rarely(date),
  ifRange: rarely(fc.oneof(fc.record({ tag }), fc.record({ date }))),
  form: fc.constantFrom('imf' as const, 'rfc850' as const, 'asctime' as const),
})

/** What must come of it. */
export function outcomeOf({
  ifMatch,
  ifNoneMatch,
  ifModifiedSince,
  ifUnmodifiedSince,
  ifRange,
}: Conditions): {
  verdict: 'proceed' | 'failed' | 'not-modified'
  rangeCounts: boolean
} {
  const rangeCounts = !ifRange || ('tag' in ifRange ? ifRange.tag : ifRange.date) === 'same'
  const isFailed = ifMatch ? !holds(ifMatch, ['same']) : ifUnmodifiedSince === 'earlier'
  const isUnchanged = ifNoneMatch
    ? holds(ifNoneMatch, ['same', 'weak'])
    : ifModifiedSince === 'same' || ifModifiedSince === 'later'
  return { verdict: isFailed ? 'failed' : isUnchanged ? 'not-modified' : 'proceed', rangeCounts }
}

function holds(list: TagList, matching: Tag[]): boolean {
  return list.kind === 'any' || (list.kind === 'tags' && list.tags.some((each) => matching.includes(each)))
}

/** The same as headers, for a file with this tag and date. */
export function conditionHeaders(
  { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince, ifRange, form }: Conditions,
  now: { etag: string; date: string },
): Record<string, string> {
  const tagText = (each: Tag) =>
    ({ same: now.etag, weak: `W/${now.etag}`, other: '"other,or-not"', 'other-weak': 'W/"other"' })[each]
  const dateText = (each: DateWord) => {
    if (each === 'no-date') return 'yesterday'
    const seconds = { same: 0, earlier: -1, later: 1 }[each]
    return writeDate(new Date(Date.parse(now.date) + seconds * 1000), form)
  }
  const listText = (each: TagList) =>
    each.kind === 'any' ? '*' : each.kind === 'broken' ? each.text : each.tags.map(tagText).join(each.comma)
  return {
    ...(ifMatch && { 'if-match': listText(ifMatch) }),
    ...(ifNoneMatch && { 'if-none-match': listText(ifNoneMatch) }),
    ...(ifModifiedSince && { 'if-modified-since': dateText(ifModifiedSince) }),
    ...(ifUnmodifiedSince && { 'if-unmodified-since': dateText(ifUnmodifiedSince) }),
    ...(ifRange && { 'if-range': 'tag' in ifRange ? tagText(ifRange.tag) : dateText(ifRange.date) }),
  }
}

/** The three forms of RFC 9110, section 5.6.7. */
function writeDate(date: Date, form: Conditions['form']): string {
  const imf = date.toUTCString()
  if (form === 'imf') return imf
  const [, day = '', month = '', year = '', time = ''] = imf.split(/,? /)
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(date)
  return form === 'rfc850'
    ? `${weekday}, ${day}-${month}-${year.slice(2)} ${time} GMT`
    : `${weekday.slice(0, 3)} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`
}
