// The parts of this room, put together.
import type { Database } from '../storage/database.ts'
import { openAccounts } from './accounts.ts'
import { createInvitations } from './invitations.ts'
import { createKnownBrowsers } from './known-browsers.ts'
import { createPeople } from './people.ts'
import { createSessions } from './sessions.ts'
import { openSignInCode } from './sign-in-code.ts'
import { createThrottle } from './throttle.ts'

type Needs = {
  withdrawGrants: (grants: readonly string[], within: Database) => Promise<void>
  /** Called with the token hash of each session that ended. */
  onSessionEnd: (tokenHash: string) => void
  /** Ends what a person made that lets others in, before the account goes; in the same transaction. */
  endWorks: (accountId: string, within: Database) => Promise<void>
}

export const openAccountParts = async (
  database: Database,
  { withdrawGrants, onSessionEnd, endWorks }: Needs,
) => {
  const throttle = createThrottle(database)
  const browsers = createKnownBrowsers(database)
  const signInCode = await openSignInCode(database)
  const accounts = await openAccounts({ database, throttle, browsers, signInCode })
  const sessions = createSessions({ database, withdrawGrants, onEnd: onSessionEnd })
  const people = createPeople({ database, sessions, endWorks })
  const invitations = createInvitations({ database, throttle, sessions, browsers })
  return { accounts, sessions, browsers, people, invitations, throttle, signInCode: signInCode.code }
}

export type AccountParts = Awaited<ReturnType<typeof openAccountParts>>
