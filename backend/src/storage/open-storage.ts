// Where everything is kept: by default a SQLite file and a key in DATA_DIR. With DATABASE_URL a Postgres, which several
// backends may share; then they share SECRET_KEY too, since what one sealed the others must open.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { StartError } from '../start-error.ts'
import { openDataDir } from './data-dir.ts'
import { openDatabase, type Database } from './database.ts'
import { createLeaseLeader, soleLeader, type Leader } from './leader.ts'
import { openSecretBox, type SecretBox } from './secret-box.ts'

export type Storage = {
  dataDir: string
  database: Database
  secretBox: SecretBox
  leader: Leader
  close: () => Promise<void>
}

type Parts = {
  dataDir: string
  databaseUrl?: string | undefined
  secretKey?: string | undefined
  onTrouble: (error: unknown) => void
}

const MARK = { id: 1, place: 'secret_marks/1/mark', text: 'gramreel' } as const

/** Throws StartError when another SECRET_KEY sealed what is in the database. */
const checkSecretKey = async (database: Database, secretBox: SecretBox): Promise<void> => {
  await database
    .insertInto('secret_marks')
    .values({ id: MARK.id, mark_enc: secretBox.seal(MARK.text, MARK.place) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  const { mark_enc: sealed } = await database
    .selectFrom('secret_marks')
    .select('mark_enc')
    .executeTakeFirstOrThrow()
  if (secretBox.open(sealed, MARK.place) === MARK.text) return
  throw new StartError(
    'SECRET_KEY is not the one that this database was made with. Set the same one for every backend.',
  )
}

/** Throws StartError for what a person can mend. */
export const openStorage = async ({
  databaseUrl,
  secretKey,
  onTrouble,
  ...parts
}: Parts): Promise<Storage> => {
  if (databaseUrl !== undefined && secretKey === undefined) {
    throw new StartError('DATABASE_URL needs SECRET_KEY: backends on one database must share it.')
  }
  const dataDir = await openDataDir(parts.dataDir)
  const secretBox = await openSecretBox(dataDir, secretKey)
  const database = await openDatabase(databaseUrl ?? join(dataDir, 'gramreel.db'))
  const close = () => database.destroy()
  if (databaseUrl === undefined) return { dataDir, secretBox, database, leader: soleLeader, close }
  try {
    await checkSecretKey(database, secretBox)
  } catch (error) {
    await close()
    throw error
  }
  const holder = randomBytes(16).toString('base64url')
  return { dataDir, secretBox, database, leader: createLeaseLeader({ database, holder, onTrouble }), close }
}
