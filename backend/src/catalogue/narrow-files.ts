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

/** In that state. */
const inState = (files: Files, filter: FileFilter): Expression<SqlBool>[] => {
  const state = stateOf(filter)
  if (state === 1) return [files('deleted_at', 'is not', null)]
  return [
    files('deleted_at', 'is', null),
    files('trashed_at', state === 2 ? 'is not' : 'is', null),
    ...(state === 2 || asksForCaptions(wordsOf(filter.q ?? '')) ? [] : [files('captions_of', 'is', null)]),
  ]
}

/** All of the filter but its words. */
export const narrowed = (files: Files, filter: AskedFilter): Expression<SqlBool>[] => {
  const { kind, group, album, favourite, loose, asker = '' } = filter
  return [
    ...inState(files, filter),
    ...(kind === undefined ? [] : [files('kind', '=', kind)]),
    ...(group === undefined ? [] : [files('media_group_id', '=', group)]),
    ...(album === undefined
      ? []
      : [
          files(
            'files.id',
            'in',
            files.selectFrom('album_files').select('file_id').where('album_id', '=', album),
          ),
        ]),
    ...(favourite === true
      ? [
          files(
            'files.id',
            'in',
            files.selectFrom('favourites').select('file_id').where('account_id', '=', asker),
          ),
        ]
      : []),
    ...(loose === true
      ? [sql<SqlBool>`not exists (select 1 from album_files where album_files.file_id = files.id)`]
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
