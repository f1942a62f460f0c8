// Every change of the schema, in order, for good: a migration that was released is never edited, only followed.
// One file each in migrations/; the names decide the order. What it does on SQLite is what counts as released: Postgres came later,
// and the first two now say in its words too (numbering.ts) what they always said in SQLite's.
import type { Migration } from 'kysely/migration'
import { firstLight } from './migrations/01-first-light.ts'
import { workers } from './migrations/02-workers.ts'
import { people } from './migrations/03-people.ts'
import { bots } from './migrations/04-bots.ts'
import { scale } from './migrations/05-scale.ts'
import { media } from './migrations/06-media.ts'
import { ownWorkers } from './migrations/07-own-workers.ts'
import { uploads } from './migrations/08-uploads.ts'
import { shares } from './migrations/09-shares.ts'
import { search } from './migrations/15-search.ts'
import { signInCodes } from './migrations/25-sign-in-codes.ts'
import { gallery } from './migrations/26-gallery.ts'
import { rights } from './migrations/27-rights.ts'
import { order } from './migrations/28-order.ts'
import { library } from './migrations/29-library.ts'
import { insides } from './migrations/30-insides.ts'
import { playbacks } from './migrations/31-playbacks.ts'
import { captions } from './migrations/32-captions.ts'
import { renewals } from './migrations/33-renewals.ts'
import { lists } from './migrations/34-lists.ts'

export const MIGRATIONS: Record<string, Migration> = {
  '2026-11-21-first-light': firstLight,
  '2026-11-21-workers': workers,
  '2026-11-28-03-people': people,
  '2026-11-28-04-bots': bots,
  '2026-11-28-05-scale': scale,
  '2026-11-28-06-media': media,
  '2026-11-28-07-own-workers': ownWorkers,
  '2026-11-28-08-uploads': uploads,
  '2026-11-28-09-shares': shares,
  '2026-11-28-15-search': search,
  '2026-11-28-25-sign-in-codes': signInCodes,
  '2026-11-28-26-gallery': gallery,
  '2026-11-28-27-rights': rights,
  '2026-11-28-28-order': order,
  '2026-11-28-29-library': library,
  '2026-11-28-30-insides': insides,
  '2026-11-28-31-playbacks': playbacks,
  '2026-11-28-32-captions': captions,
  '2026-11-28-33-renewals': renewals,
  '2026-11-28-34-lists': lists,
}
