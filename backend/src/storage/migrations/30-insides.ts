import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Captions are found among all files of a chat by their names' ends; what was looked into before says more now. */
export const insides: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`create index files_captions on files (chat_id)
      where (lower(name) like '%.srt' or lower(name) like '%.vtt')`.execute(db)
    await sql`create index files_unhashed on files (posted_at) where thumbhash is null`.execute(db)
    await sql`update files set inspected_at = null where inspected_at > 0`.execute(db)
  },
}
