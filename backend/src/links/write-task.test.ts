import { createPublicKey } from 'node:crypto'
import { TASK_LIFETIME_SECONDS, TASKS } from '@gramreel/contracts/tasks'
import jwt from 'jsonwebtoken'
import { expect, test } from 'vitest'
import { Check } from 'typebox/value'
import { aLinkKey } from '../testing/a-link-key.ts'
import { writeTask } from './write-task.ts'

test('a task says what is asked for, of whom, and no more, for a few minutes', async () => {
  const key = aLinkKey()
  const order = { chat: '-1001234567890', first: 901, count: 100 }
  const token = writeTask(key, 'worker-1', 'import', order, 1_800_000_000_500)
  const { header, payload } = jwt.verify(token, createPublicKey(key.privateKey), {
    complete: true,
    clockTimestamp: 1_800_000_000,
  })
  expect(header).toEqual({ alg: 'ES256', typ: 'task+jwt', kid: key.kid })
  expect(payload).toMatchObject({ aud: 'worker-1', iat: 1_800_000_000, scope: 'import', ...order })
  expect(Check(TASKS.import, payload)).toBe(true)
  const { iat = 0, exp = 0 } = typeof payload === 'object' ? payload : {}
  expect(exp - iat).toBeLessThanOrEqual(TASK_LIFETIME_SECONDS)
})
