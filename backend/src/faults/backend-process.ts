// The backend as the process it is in production, and a browser that keeps its cookie from one start to the next.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createClient, type Client } from '../testing/start-backend.ts'
import { runMain, type Running } from '../testing/run-main.ts'
import type { TelegramForTest } from '../testing/start-telegram.ts'

export type BackendProcess = Running & { url: string; code: string }

/** How many times longer the runs by chance are than usual: GRAMREEL_SOAK=10 for an afternoon's run. */
export const SOAK = Number(process.env['GRAMREEL_SOAK']) || 1

export const settingsOf = (telegram: TelegramForTest, dataDir: string) => ({
  DATA_DIR: dataDir,
  TELEGRAM_BOT_API_URL: telegram.botApi,
  TELEGRAM_BOT_TOKEN: telegram.botToken,
  TELEGRAM_CHATS: telegram.chat,
})

/** Started and ready; `within` as in runMain. */
export const startProcess = async (
  settings: Record<string, string>,
  within: readonly string[] = [],
): Promise<BackendProcess> => {
  const running = runMain(settings, within)
  const link = new URL(await running.waitFor(/^Sign in: (\S+)$/m))
  return { ...running, url: link.origin, code: link.hash.slice('#code='.length) }
}

const DIE_AT_STATEMENT = pathToFileURL(resolve(import.meta.dirname, 'die-at-statement.ts')).href

/** What makes a process kill itself (SIGKILL) right before its nth SQL statement. */
export const dyingAt = (nth: number) => ({
  NODE_OPTIONS: `--import ${DIE_AT_STATEMENT}`,
  DIE_AT_STATEMENT: `${nth}`,
})

export const kill = async ({ child, ended }: Running): Promise<void> => {
  child.kill('SIGKILL')
  await ended
}

/** A browser that signed in with the code of this start. */
export const signIn = async ({ url, code }: BackendProcess): Promise<Client> => {
  const client = createClient(url)
  const { status } = await client.request('POST', '/api/session/code', { code })
  if (status !== 200) throw new Error(`signing in: ${status}`)
  return client
}
