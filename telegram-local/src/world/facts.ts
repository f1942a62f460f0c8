// Names with a text each: `settings` are the world's own, `facts` belong to its faces.
import type { Database } from './database.ts'

export type Facts = {
  get(name: string): string | undefined
  set(name: string, value: string | undefined): void
}

export function createFacts(database: Database, table: 'facts' | 'settings'): Facts {
  const one = database.prepare(`SELECT value FROM ${table} WHERE name = ?`)
  const put = database.prepare(`INSERT OR REPLACE INTO ${table} (name, value) VALUES (?, ?)`)
  const drop = database.prepare(`DELETE FROM ${table} WHERE name = ?`)
  return {
    get: (name) => one.get(name)?.['value'] as string | undefined,
    set(name, value) {
      if (value === undefined) drop.run(name)
      else put.run(name, value)
    },
  }
}
