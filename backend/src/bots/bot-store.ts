// The bots we were given, their tokens sealed.
import type { Database } from '../storage/database.ts'
import type { SecretBox } from '../storage/secret-box.ts'
import { StartError } from '../start-error.ts'

export type StoredBot = { id: number; username: string; token: string }

const placeOf = (id: number) => `bots/${id}/token` as const

export const createBotStore = (database: Database, secretBox: SecretBox) => ({
  /** The bot that was at work last; throws StartError when its token cannot be opened. */
  last: async (): Promise<StoredBot | undefined> => {
    const row = await database.selectFrom('bots').selectAll().orderBy('used_at', 'desc').executeTakeFirst()
    if (!row) return undefined
    const token = secretBox.open(row.token_enc, placeOf(row.id))
    if (token !== undefined) return { id: row.id, username: row.username, token }
    throw new StartError(
      'The saved bot token cannot be decrypted with this SECRET_KEY. Restore the key, or set TELEGRAM_BOT_TOKEN.',
    )
  },

  save: async ({ id, username, token }: StoredBot): Promise<void> => {
    const row = { username, token_enc: secretBox.seal(token, placeOf(id)), used_at: Date.now() }
    await database
      .insertInto('bots')
      .values({ id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute()
  },
})

export type BotStore = ReturnType<typeof createBotStore>
