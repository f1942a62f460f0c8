// The bots we were given, their tokens sealed.
import { randomBytes } from 'node:crypto'
import type { Database } from '../storage/database.ts'
import type { SecretBox } from '../storage/secret-box.ts'

export type StoredBot = {
  id: number
  username: string
  /** Undefined: it cannot be opened with this key. */
  token: string | undefined
  /** The settings name it, or did last. */
  isNamed: boolean
}

const tokenOf = (id: number) => `bots/${id}/token` as const
const webhookSecretOf = (id: number) => `bots/${id}/webhook_secret` as const

export const createBotStore = (database: Database, secretBox: SecretBox) => ({
  all: async (): Promise<StoredBot[]> => {
    const rows = await database.selectFrom('bots').selectAll().orderBy('used_at').orderBy('id').execute()
    return rows.map(({ id, username, token_enc, is_named }) => ({
      id,
      username,
      token: secretBox.open(token_enc, tokenOf(id)),
      isNamed: is_named === 1,
    }))
  },

  /** Telegram accepted the token. A bot that the settings name takes the place of the one they named before. */
  save: async (bot: { id: number; username: string; token: string; isNamed: boolean }): Promise<void> => {
    const { id, username, token, isNamed } = bot
    const row = { username, token_enc: secretBox.seal(token, tokenOf(id)), used_at: Date.now() }
    const named = isNamed ? { is_named: 1 } : {}
    await database.transaction().execute(async (transaction) => {
      if (isNamed) {
        await transaction.deleteFrom('bots').where('is_named', '=', 1).where('id', '<>', id).execute()
      }
      await transaction
        .insertInto('bots')
        .values({ id, ...row, ...named })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...row, ...named }))
        .execute()
    })
  },

  /** What the bot was called by its files stays known: it may come back. */
  remove: async (id: number): Promise<void> => {
    await database.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('bots').where('id', '=', id).execute()
      await transaction.deleteFrom('channels').where('bot_id', '=', id).execute()
      await transaction.deleteFrom('waiting_posts').where('bot_id', '=', id).execute()
    })
  },

  /**
   * What Telegram says in a header when it calls us for this bot: 256 random bits, made when first asked for. Undefined
   * for a bot that was not saved.
   */
  webhookSecret: async (id: number): Promise<string | undefined> => {
    const made = secretBox.seal(randomBytes(32).toString('base64url'), webhookSecretOf(id))
    await database
      .updateTable('bots')
      .set({ webhook_secret_enc: made })
      .where('id', '=', id)
      .where('webhook_secret_enc', 'is', null)
      .execute()
    const row = await database
      .selectFrom('bots')
      .select('webhook_secret_enc')
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) return undefined
    const secret = secretBox.open(row.webhook_secret_enc ?? '', webhookSecretOf(id))
    if (secret !== undefined) return secret
    // Of another SECRET_KEY: a new one, which Telegram is told next.
    await database.updateTable('bots').set({ webhook_secret_enc: made }).where('id', '=', id).execute()
    return secretBox.open(made, webhookSecretOf(id))
  },
})

export type BotStore = ReturnType<typeof createBotStore>
