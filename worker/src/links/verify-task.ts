// A task's token -> its claims, or why not: the rules of links, another type, a shorter life. Pure.
import {
  TASK_LIFETIME_SECONDS,
  TASK_TYPE,
  type TaskClaims,
  type TaskScope,
  TASKS,
} from '@gramreel/contracts/tasks'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type TokenExpectation, type TokenRules, type Verdict, verifyToken } from './verify-token.ts'

const shape = Compile(Type.Union(Object.values(TASKS)))
const TASK: TokenRules<TaskClaims> = {
  type: TASK_TYPE,
  lifetimeSeconds: TASK_LIFETIME_SECONDS,
  shape,
  codes: { missing: 'task_invalid', invalid: 'task_invalid', forbidden: 'forbidden' },
}

export function verifyTask<S extends TaskScope>(
  token: unknown,
  expected: TokenExpectation & { scope: S },
): Verdict<TaskClaims<S>> {
  const verdict = verifyToken(token, TASK, expected)
  if (!('claims' in verdict)) return verdict
  const { kind, claims } = verdict
  return isFor(claims, expected.scope)
    ? { kind, claims }
    : { kind: 'refused', code: 'forbidden', why: 'for another purpose' }
}

function isFor<S extends TaskScope>(claims: TaskClaims, scope: S): claims is TaskClaims<S> {
  return claims.scope === scope
}
