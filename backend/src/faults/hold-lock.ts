// A program of its own that keeps a database locked for writing: `hold-lock.ts <file> <milliseconds>`.
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

const [, , path = '', milliseconds = '0'] = process.argv
const database = new DatabaseSync(path, { timeout: 10_000 })
database.exec('BEGIN IMMEDIATE')
process.stdout.write('locked\n')
await sleep(Number(milliseconds))
database.exec('COMMIT')
database.close()
