import { QueryClient } from '@tanstack/react-query'
import type { Account } from '@gramreel/contracts/accounts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { followSession, sessionQuery, whenForgotten } from './session.ts'

const account = (id: string): Account => ({ id, name: id, email: null, role: 'member', hasPassword: true })

let client: QueryClient
let forgotten: number
const count = () => (forgotten += 1)
const become = (who: Account | null) => client.setQueryData(sessionQuery.queryKey, who)

beforeEach(() => {
  client = new QueryClient()
  forgotten = 0
  whenForgotten.add(count)
  followSession(client)
})
afterEach(() => {
  whenForgotten.delete(count)
  client.clear()
})

test('what somebody saw is forgotten however it is learned that nobody is signed in', () => {
  become(account('ada'))
  client.setQueryData(['albums'], ['Summer'])
  expect(forgotten).toBe(0)
  become(null)
  expect(forgotten).toBe(1)
  expect(client.getQueryData(['albums'])).toBeUndefined()
})

test('it is forgotten when somebody else signs in, and not when the same one is asked for again', () => {
  become(account('ada'))
  become({ ...account('ada'), name: 'Ada Lovelace' })
  expect(forgotten).toBe(0)
  become(account('grace'))
  expect(forgotten).toBe(1)
})

test('who signs in where nobody was has nothing to forget', () => {
  become(null)
  const before = forgotten
  client.setQueryData(['sign-in-code', 'x'], 'under way')
  become(account('ada'))
  expect(forgotten).toBe(before)
  expect(client.getQueryData(['sign-in-code', 'x'])).toBe('under way')
})
