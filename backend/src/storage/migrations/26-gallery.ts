import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What people do with files (albums, favourites, trash, where they stopped), and what more is found inside them. */
export const gallery: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema.alterTable('files').addColumn('trashed_at', 'bigint').execute()
    for (const column of ['thumbhash', 'codecs', 'camera', 'chapters', 'sprites'] as const)
      await db.schema.alterTable('files').addColumn(column, 'text').execute()
    await db.schema
      .createTable('albums')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('cover_file', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('album_files')
      .addColumn('album_id', 'text', (column) => column.notNull().references('albums.id').onDelete('cascade'))
      .addColumn('file_id', 'text', (column) => column.notNull())
      .addColumn('added_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('album_files_key', ['album_id', 'file_id'])
      .execute()
    await db.schema.createIndex('album_files_file').on('album_files').column('file_id').execute()
    await db.schema
      .createTable('favourites')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('file_id', 'text', (column) => column.notNull())
      .addColumn('marked_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('favourites_key', ['account_id', 'file_id'])
      .execute()
    await db.schema
      .createTable('positions')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('file_id', 'text', (column) => column.notNull())
      .addColumn('seconds', 'double precision', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('positions_key', ['account_id', 'file_id'])
      .execute()
  },
}
