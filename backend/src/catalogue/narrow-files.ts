// The parts of a filter that a person's hands made: albums, favourites, the trash. What narrows it to a few (an album, one's
// favourites, what was posted together) is read out of its own table and sorted; the rest walks along the order's index.
import type { FileFilter } from '@gramreel/contracts/catalogue'
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { Schema } from '../storage/schema.ts'
import { asksForCaptions, wordsOf } from './search-plan.ts'

/** Favourites are those of `asker`, an account's id. */
export type AskedFilter = FileFilter & { asker?: string | undefined }

type Files = ExpressionBuilder<Schema, 'files'>

/** Names so few that they are read first, and judged one by one. */
export const isNarrow = ({ album, group, favourite }: FileFilter): boolean =>
  album !== undefined || group !== undefined || favourite === true

/** 0: there, 1: deleted, 2: in the trash; as in file_counts, which has 3 for captions beside a film. */
export const stateOf = ({ deleted, trash }: FileFilter): 0 | 1 | 2 =>
  deleted === true ? 1 : trash === true ? 2 : 0

const DELETED = sql<SqlBool>`files.deleted_at is not null`
const TRASHED = sql<SqlBool>`files.deleted_at is null and files.trashed_at is not null`
const NEITHER = sql<SqlBool>`files.deleted_at is null and files.trashed_at is null`
const THERE = sql<SqlBool>`files.deleted_at is null and files.trashed_at is null and files.captions_of is null`

/** Of `files`, whether these are the files or a list that knows as much of them. */
export const inState = (filter: FileFilter): Expression<SqlBool> => {
  const state = stateOf(filter)
  if (state === 1) return DELETED
  if (state === 2) return TRASHED
  return asksForCaptions(wordsOf(filter.q ?? '')) ? NEITHER : THERE
}

/** All of the filter but its words. */
export const narrowed = (files: Files, filter: AskedFilter): Expression<SqlBool>[] => {
  const { kind, group, album, favourite, loose, asker = '' } = filter
  return [
    inState(filter),
    ...(kind === undefined ? [] : [files('kind', '=', kind)]),
    ...(group === undefined ? [] : [files('media_group_id', '=', group)]),
    ...(album === undefined
      ? []
      : [
          files(
            'files.number',
            'in',
            files.selectFrom('album_files').select('album_files.number').where('album_id', '=', album),
          ),
        ]),
    ...(favourite === true
      ? [
          files(
            'files.number',
            'in',
            files.selectFrom('favourites').select('favourites.number').where('account_id', '=', asker),
          ),
        ]
      : []),
    ...(loose === true
      ? [sql<SqlBool>`not exists (select 1 from album_files where album_files.number = files.number)`]
      : []),
  ]
}

/** What the asker did with each: his mark, and where he stopped. To be selected with the files. */
export const marksOf = (asker: string | undefined) => [
  sql<number>`(select 1 from favourites where favourites.account_id = ${asker ?? ''} and favourites.file_id = files.id)`.as(
    'is_favourite',
  ),
  sql<
    number | null
  >`(select seconds from positions where positions.account_id = ${asker ?? ''} and positions.file_id = files.id)`.as(
    'resume_at',
  ),
]
