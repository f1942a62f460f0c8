// Reads that look at much: searches, timelines, lists of all. SQLite answers them in a thread of its own (sqlite-aside.ts), so that
// nobody waits for them but who asked; small ones stay where they are, and so do all of a small database, for the way to a thread
// costs more than they do.
import type { CompiledQuery, KyselyPlugin } from 'kysely'
import type { Database } from './database.ts'

const marked = new WeakSet<CompiledQuery['query']>()

const mark: KyselyPlugin = {
  transformQuery: ({ node }) => {
    const copy = { ...node }
    marked.add(copy)
    return copy
  },
  transformResult: async ({ result }) => result,
}

/** The same database; what is read by it is read aside. Within a transaction, which sees what it wrote, it makes no difference. */
export const aside = (database: Database): Database => database.withPlugin(mark)

export const isAside = ({ query }: CompiledQuery): boolean => marked.has(query)
