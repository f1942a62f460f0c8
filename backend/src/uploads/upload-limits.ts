// How much one person may send: bytes and files a day, and files under way at once. The owner, who sets them, has none.
import type { UploadLimits } from '@gramreel/contracts/uploads'
import { PublicError } from '@gramreel/contracts/errors'
import type { Database } from '../storage/database.ts'

const GB = 1_000_000_000
const DAY_SECONDS = 24 * 3600
const DEFAULTS: UploadLimits = { bytesPerDay: 100 * GB, filesPerDay: 5_000, filesUnderWay: 50 }

export const createUploadLimits = (database: Database, now: () => number) => {
  const read = async (): Promise<UploadLimits> => {
    const row = await database.selectFrom('upload_limits').selectAll().where('id', '=', 1).executeTakeFirst()
    if (!row) return DEFAULTS
    return {
      bytesPerDay: row.bytes_per_day,
      filesPerDay: row.files_per_day,
      filesUnderWay: row.files_under_way,
    }
  }

  const save = async ({ bytesPerDay, filesPerDay, filesUnderWay }: UploadLimits): Promise<void> => {
    const row = {
      bytes_per_day: bytesPerDay,
      files_per_day: filesPerDay,
      files_under_way: filesUnderWay,
    }
    await database
      .insertInto('upload_limits')
      .values({ id: 1, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute()
  }

  /** What the person has begun in the last day, cancelled ones included: those for what was sent of them. */
  const used = async (account: string) => {
    const { files, bytes } = await database
      .selectFrom('uploads')
      .select(({ fn }) => [
        fn.countAll<number>().as('files'),
        fn.sum<number | string | null>('size').as('bytes'),
      ])
      .where('account_id', '=', account)
      .where('created_at', '>', now() - DAY_SECONDS)
      .executeTakeFirstOrThrow()
    const { underWay } = await database
      .selectFrom('uploads')
      .select(({ fn }) => fn.countAll<number>().as('underWay'))
      .where('account_id', '=', account)
      .where('stage', 'in', ['receiving', 'posting'])
      .executeTakeFirstOrThrow()
    return { files, bytes: Number(bytes ?? 0), underWay }
  }

  /** Throws upload_limit or uploads_under_way when what is there by now, the newest included, is more than he may. */
  const check = async (account: string): Promise<void> => {
    const [limits, there] = await Promise.all([read(), used(account)])
    if (there.underWay > limits.filesUnderWay)
      throw new PublicError('uploads_under_way', `${there.underWay} files`)
    if (there.files > limits.filesPerDay || there.bytes > limits.bytesPerDay)
      throw new PublicError('upload_limit', `${there.files} files, ${there.bytes} bytes in a day`)
  }

  return { read, save, check }
}
