// The task in an Authorization header (RFC 6750, section 2.1).
import { PublicError } from '@gramreel/contracts/errors'
import type { TaskClaims, TaskScope } from '@gramreel/contracts/tasks'
import type { KeySource } from './key-set.ts'
import { withKnownKey } from './known-key.ts'
import { verifyTask } from './verify-task.ts'

export type CheckTask = <S extends TaskScope>(
  authorization: string | undefined,
  scope: S,
) => Promise<TaskClaims<S>>

type Options = { audience: string; keySource: KeySource; now: () => number }

/** Rejects with PublicError: task_invalid, forbidden; starting while no key is known. */
export function createTaskCheck({ audience, keySource, now }: Options): CheckTask {
  return async (authorization, scope) => {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
    const judge = () => verifyTask(token, { keys: keySource.keys(), audience, scope, now: now() })
    const { kind, claims } = await withKnownKey(keySource, judge)
    if (kind === 'expired') throw new PublicError('task_invalid', 'expired')
    return claims
  }
}
