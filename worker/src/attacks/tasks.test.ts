// What was ever tried on tokens of links, tried on those of tasks; and each of the two where the other belongs.
import { describe, expect, it } from 'vitest'
import { createTaskCheck } from '../links/check-task.ts'
import { fixedKeys } from '../links/key-set.ts'
import { parseLinkKeys } from '../links/link-keys.ts'
import { verifyLink } from '../links/verify-link.ts'
import { verifyTask } from '../links/verify-task.ts'
import { goodClaims } from '../testing/start-pair.ts'
import { createForge, goodTask, without } from './forge.ts'
import { badHeaders, badSpellings } from './token-vectors.ts'

const now = 1_800_000_000
const forge = createForge('task+jwt')
const keys = parseLinkKeys(forge.publicPem)
const order = { chat: '-1001234567890', first: 1, count: 100 }
const claims = goodTask(order, now)
const judge = (token: unknown, at = now) =>
  verifyTask(token, { keys, audience: 'worker-1', scope: 'import', now: at })
const codeOf = (token: unknown) => {
  const verdict = judge(token)
  return 'code' in verdict ? verdict.code : verdict.kind
}

describe('a task’s token', () => {
  it('gives its claims when every rule is kept', () => {
    expect(judge(forge.token(claims))).toEqual({ kind: 'good', claims })
  })

  it('S01-S05: is refused whatever was done to header, signature or spelling', () => {
    const rows = [...badHeaders(forge, claims, 'http://127.0.0.1:1'), ...badSpellings(forge.token(claims))]
    expect(rows.length).toBeGreaterThan(80)
    for (const [title, token] of rows) expect([title, codeOf(token)]).toEqual([title, 'task_invalid'])
  })

  it('S05: is refused for any claim that is missing, odd or too much', () => {
    const odd = [{ $ne: null }, null, [1], true, -1, 0.5, '']
    const payloads: unknown[] = [
      ...Object.keys(claims).map((field) => without(claims, field)),
      ...Object.keys(claims).flatMap((field) => odd.map((value) => ({ ...claims, [field]: value }))),
      { ...claims, file: {} },
      { ...claims, nbf: now },
      { ...claims, count: 101 },
      { ...claims, first: 0 },
      { ...claims, chat: '@channel' },
      { ...claims, exp: now + 301 },
      { ...claims, exp: now },
      { ...claims, iat: now + 31, exp: now + 60 },
      [claims],
      'import',
      null,
    ]
    for (const payload of payloads)
      expect([payload, codeOf(forge.token(payload))]).toEqual([payload, 'task_invalid'])
  })

  it('S02: is for one worker, and over after minutes', () => {
    expect(codeOf(forge.token({ ...claims, aud: 'worker-2' }))).toBe('forbidden')
    expect(judge(forge.token(claims), now + 60 + 29).kind).toBe('good')
    expect(judge(forge.token(claims), now + 60 + 30).kind).toBe('expired')
  })

  it('S02: is never a link, nor a link a task, whatever either claims', () => {
    const file = { chat: '-1001', msg: 1, size: 1, mime: 'video/mp4', name: 'x' }
    const everything = [
      goodClaims(file, now),
      { ...goodClaims(file, now), exp: now + 60, scope: 'import', ...order },
      claims,
      { ...claims, sub: 'film_1', file, scope: 'stream' },
    ]
    const link = { keys, audience: 'worker-1', file: 'film_1', scope: 'stream', now } as const
    for (const each of everything) {
      const asTask = forge.token(each)
      const asLink = forge.token(each, { ...forge.header, typ: 'link+jwt' })
      expect(verifyLink(asTask, link)).toMatchObject({ code: 'link_invalid' })
      expect(judge(asLink)).toMatchObject({ code: 'task_invalid' })
    }
  })
})

describe('a request’s task', () => {
  const check = createTaskCheck({ audience: 'worker-1', keySource: fixedKeys(keys), now: () => now })

  it('stands in Authorization, as a bearer token', async () => {
    const token = forge.token(claims)
    expect(await check(`Bearer ${token}`, 'import')).toEqual(claims)
    for (const header of [undefined, '', 'Bearer', 'Bearer ', token, `Basic ${token}`, `Bearer  ${token}`])
      await expect(check(header, 'import')).rejects.toMatchObject({ code: 'task_invalid' })
    const expired = forge.token({ ...claims, iat: now - 200, exp: now - 100 })
    await expect(check(`Bearer ${expired}`, 'import')).rejects.toMatchObject({ code: 'task_invalid' })
  })
})
