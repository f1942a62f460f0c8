// What all connections of one data centre share.
import type { Faults } from '../faults.ts'
import type { Schema } from '../tl/schema.ts'
import type { AuthKeys } from './auth-keys.ts'
import type { DuplicateWatch } from './duplicates.ts'
import type { WireLog, WireStats } from './data-centre.ts'
import type { MessageIds } from './message-id.ts'
import type { ServerKey } from './server-key.ts'
import type { Services } from './service.ts'

export type Centre = {
  readonly dcId: number
  readonly serverKey: ServerKey
  readonly schema: Schema
  readonly services: Services
  readonly faults: Faults
  readonly duplicates: DuplicateWatch
  readonly keys: AuthKeys
  readonly messageIds: MessageIds
  readonly stats: WireStats
  readonly log: WireLog
  /** Seconds since 1970, with fractions. */
  readonly now: () => number
}
