import type { ImportItem } from '@gramreel/contracts/imports'
import { PublicError } from '@gramreel/contracts/errors'
import { createImportStore, type ImportKey, type ImportRow } from './import-store.ts'
import type { Database } from '../storage/database.ts'
import { startImports, type Begun, type ImportParts, type RunningImports } from './run-imports.ts'

type Closable = { close: () => Promise<void> }

type Parts = Omit<ImportParts, 'store'> & {
  database: Database
  hasBot: (botId: number) => boolean
  /** Runs it while no other backend does. */
  lead: (start: () => Closable) => Closable
}

/** Only channels and supergroups have numbers of their own: https://core.telegram.org/api/bots/ids */
const isChannel = (chat: string): boolean => Number(chat) < -1_000_000_000_000

const toItem = (row: ImportRow, begun: Begun | undefined): ImportItem => {
  const done = row.highest === null ? 0 : row.highest - row.next
  const seconds = begun ? (performance.now() - begun.at) / 1000 : 0
  return {
    botId: row.bot_id,
    chat: row.chat_id,
    state: row.state,
    problem: row.problem,
    total: row.highest,
    done,
    found: row.found,
    perSecond: begun && seconds > 0 && row.state === 'running' ? (done - begun.done) / seconds : null,
  }
}

export const openImports = ({ database, hasBot, lead, ...parts }: Parts) => {
  const store = createImportStore(database)
  let running: RunningImports | undefined
  const led = lead(() => (running = startImports({ ...parts, store })))

  const one = async (key: ImportKey): Promise<ImportItem> => {
    const row = await store.one(key)
    if (!row) throw new PublicError('not_found', `no import of chat ${key.chat}`)
    return toItem(row, running?.begun(row.id))
  }

  return {
    list: async (): Promise<ImportItem[]> =>
      (await store.all()).map((row) => toItem(row, running?.begun(row.id))),

    /** Begins, or begins anew; one that is under way goes on. Throws not_found, bad_request. */
    begin: async (key: ImportKey): Promise<ImportItem> => {
      if (!hasBot(key.botId)) throw new PublicError('not_found', `bot ${key.botId}`)
      if (!isChannel(key.chat)) throw new PublicError('bad_request', 'only channels can be imported')
      const row = await store.one(key)
      if (row?.state === 'paused') await store.change(row.id, { state: 'running', problem: null })
      else if (row?.state !== 'running') await store.begin(key)
      running?.wake()
      return one(key)
    },

    /** Throws not_found. One that is done stays so. */
    change: async (key: ImportKey, state: 'running' | 'paused'): Promise<ImportItem> => {
      const row = await store.one(key)
      if (row && row.state !== 'done') await store.change(row.id, { state, problem: null })
      running?.wake()
      return one(key)
    },

    /** What was found stays. */
    cancel: store.cancel,

    close: () => led.close(),
  }
}

export type Imports = ReturnType<typeof openImports>
