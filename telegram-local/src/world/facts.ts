// Names with a text each: `settings` are the world's own, `facts` belong to its faces.
import type { Database } from './database.ts'
import { optionalTextOf } from './json.ts'

export type Facts = {
  get: (name: string) => string | undefined
  set: (name: string, value: string | undefined) => void
}

export function createFacts(database: Database, table: 'facts' | 'settings'): Facts {
  const one = database.prepare(`SELECT value FROM ${table} WHERE name = ?`)
  const put = database.prepare(`INSERT OR REPLACE INTO ${table} (name, value) VALUES (?, ?)`)
  const drop = database.prepare(`DELETE FROM ${table} WHERE name = ?`)
  return {
    get: (name) => optionalTextOf(one.get(name) ?? {}, 'value'),
    set(name, value) {
      if (value === undefined) drop.run(name)
      else put.run(name, value)
    },
  }
}
