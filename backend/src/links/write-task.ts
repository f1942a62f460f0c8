// Signs what the backend asks of a worker, see contracts/src/tasks.ts.
import { randomBytes } from 'node:crypto'
import { LINK_ALGORITHM, LINK_ISSUER } from '@gramreel/contracts/links'
import { TASK_TYPE, type TaskOrder, type TaskScope } from '@gramreel/contracts/tasks'
import jwt from 'jsonwebtoken'
import type { LinkKey } from './link-key.ts'

/** It is used at once; the rest is for a worker that wakes up first. */
const LIFETIME_SECONDS = 2 * 60

/** A token for `Authorization: Bearer`, good for two minutes, for this worker and this order alone. */
export const writeTask = <S extends TaskScope>(
  key: LinkKey,
  workerId: string,
  scope: S,
  order: TaskOrder<S>,
  nowMs: number = Date.now(),
): string => {
  const iat = Math.floor(nowMs / 1000)
  const claims = {
    iss: LINK_ISSUER,
    aud: workerId,
    jti: randomBytes(16).toString('base64url'),
    iat,
    exp: iat + LIFETIME_SECONDS,
    scope,
    ...order,
  }
  const header = { alg: LINK_ALGORITHM, typ: TASK_TYPE, kid: key.kid } as const
  return jwt.sign(claims, key.privateKey, { algorithm: LINK_ALGORITHM, header })
}
