// What is asked of a catalogue of 200,000 items, and how long each kind of question may take.
import { FULL_ALBUM } from '../stage/fill-catalogue.ts'

export type Questions = {
  what: string
  /** Milliseconds; 95 in a hundred of each question's answers take no longer. */
  limit: number
  /** Queries of /api/files, or whole paths. */
  asked: string[]
}

const PAGE = 20
const SEARCH = 50

export const SORTS = ['posted', 'oldest', 'taken', 'largest', 'name'] as const
const OTHER_SORTS = ['taken', 'largest', 'name'] as const

const sorted = (filters: string[], sorts: readonly string[] = SORTS): string[] =>
  filters.flatMap((filter) => sorts.map((sort) => `${filter}&sort=${sort}`))

const KINDS = ['kind=video', 'kind=audio', 'kind=document', 'kind=animation']
const ALBUM = `album=${FULL_ALBUM}`

export const QUESTIONS: Questions[] = [
  { what: 'the first page, in each order', limit: PAGE, asked: SORTS.map((sort) => `sort=${sort}`) },
  { what: 'a page of one kind, common, rare or absent, in each order', limit: PAGE, asked: sorted(KINDS) },
  {
    what: 'a page of favourites, of an album, or of what is in none, in each order',
    limit: PAGE,
    asked: [
      ...sorted(['favourite=true', ALBUM, 'loose=true']),
      ...['favourite=true', ALBUM, 'loose=true'].map((filter) => `${filter}&kind=audio`),
      ...sorted(['loose=true&kind=document'], OTHER_SORTS),
    ],
  },
  {
    what: 'a page of the trash, or of what was deleted, in each order',
    limit: PAGE,
    asked: [...sorted(['trash=true', 'deleted=true']), 'trash=true&kind=audio', 'trash=true&loose=true'],
  },
  {
    what: 'where an item stands, in each order',
    limit: SEARCH,
    asked: SORTS.map((sort) => `/api/timeline/${'item-1000'.padEnd(21, '_')}?sort=${sort}`),
  },
  { what: 'the list of 201 albums', limit: PAGE, asked: ['/api/albums'] },
  {
    what: 'a search for words, rare to common, in any script',
    limit: SEARCH,
    asked: [
      'summer',
      'img_20',
      'umme',
      '199999',
      'nothinglikethis',
      'лето',
      'summer+city',
      'summer+199999',
    ].map((q) => `q=${q}`),
  },
  {
    what: 'a search for words of one letter or two',
    limit: SEARCH,
    asked: ['夏', '東京', 'a', 'im', '東京+city', '東京+京都', 'q0'].map((q) => `q=${q}`),
  },
  {
    what: 'a search in the other orders',
    limit: SEARCH,
    asked: sorted(
      ['summer', 'img_20', '199999', 'nothinglikethis', 'summer+city', '東京', '夏', '東京+city'].map(
        (q) => `q=${q}`,
      ),
      OTHER_SORTS,
    ),
  },
  {
    what: 'a search under a filter',
    limit: SEARCH,
    asked: [
      'q=summer&kind=video',
      ...sorted(
        ['q=summer&kind=audio', 'q=東京&kind=audio', 'q=img_20&kind=document'],
        ['posted', 'largest'],
      ),
      ...['q=summer', 'q=東京'].flatMap((q) =>
        ['loose=true', 'favourite=true', ALBUM, 'trash=true', 'deleted=true', 'loose=true&sort=largest'].map(
          (filter) => `${q}&${filter}`,
        ),
      ),
    ],
  },
]

/** Timelines, each asked for once: what is kept is ready. */
export const TIMELINES: { what: string; limit: number; asked: string[] }[] = [
  { what: 'the whole timeline, in each order', limit: 1000, asked: SORTS.map((sort) => `sort=${sort}`) },
  {
    what: 'the timeline of a part or of a search',
    limit: 1000,
    asked: [
      'kind=video',
      'kind=audio&sort=largest',
      'favourite=true&sort=taken',
      'loose=true',
      `${ALBUM}&sort=name`,
      'q=summer',
      'q=img_20',
      'q=summer&sort=name',
      'q=199999&sort=largest',
      'q=東京',
      'q=東京&sort=taken',
    ],
  },
]
