// Loaded before the backend (NODE_OPTIONS): kills the process right before its nth SQL statement (DIE_AT_STATEMENT), a
// moment that no kill from outside can hit on purpose.
import { DatabaseSync, type StatementSync } from 'node:sqlite'

const dieAt = Number(process.env['DIE_AT_STATEMENT'])
// oxlint-disable-next-line typescript/unbound-method -- called with its database below
const { prepare } = DatabaseSync.prototype
let statements = 0

DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string): StatementSync {
  if (++statements === dieAt) process.kill(process.pid, 'SIGKILL')
  return prepare.call(this, sql)
}
