// S36: every address × everybody who may come. The table is made from the routes themselves; decisions.ts says what is right.
import { beforeEach, expect, test, vi } from 'vitest'
import { createPeople, databaseOf, type People, type Person, type Role } from '../testing/people.ts'
import type { Database } from '../storage/database.ts'
import { startBackend, type Started } from '../testing/start-backend.ts'
import { settingsFor, startTelegram } from '../testing/start-telegram.ts'
import { DECISIONS, type Decision } from './decisions.ts'
import { ask, keyOf, nobody, pathOf, routesOf } from './routes.ts'

vi.setConfig({ testTimeout: 120_000 })

const ROLES: Role[] = ['viewer', 'member', 'owner']
const isAtLeast = (role: Role, least: Role) => ROLES.indexOf(role) >= ROLES.indexOf(least)

const leastOf = (decision: Decision): Role | undefined =>
  typeof decision === 'object'
    ? decision.least
    : decision === 'anyone' || decision === 'worker'
      ? undefined
      : decision

let backend: Started
let people: People
let database: Database
let everybody: Person[]
beforeEach(async () => {
  const telegram = await startTelegram()
  const worker = { id: 'worker-1', url: 'http://127.0.0.1:9' }
  backend = await startBackend({ ...settingsFor(telegram), worker })
  database = await databaseOf(backend)
  people = createPeople(backend, database)
  everybody = [await people.add('viewer'), await people.add('member'), await people.owner()]
})

/** What this person gets, in a browser of its own: the request may well end the session. */
const askAs = async (person: Person | undefined, method: string, path: string) => {
  const client =
    person === undefined ? nobody(backend) : { url: backend.url, ...(await people.browserOf(person)) }
  const { status, code } = await ask(client, method, path)
  return { status, code }
}

const isRefusal = ({ code }: { code: string | undefined }): boolean =>
  code === 'forbidden' || code === 'signed_out'

test('S36: every address has a decision, and says the same of itself', () => {
  const routes = routesOf(backend)
  expect(routes.map(keyOf).toSorted(), 'decide in decisions.ts who may').toEqual(
    Object.keys(DECISIONS).toSorted(),
  )
  for (const route of routes) {
    const decision = DECISIONS[keyOf(route)] ?? 'anyone'
    const least = leastOf(decision)
    const needsSession = route.url.startsWith('/api/') && !route.isPublic
    expect([keyOf(route), needsSession], 'config.isPublic').toEqual([keyOf(route), least !== undefined])
    const required = route.requires ?? 'viewer'
    if (least !== undefined)
      expect([keyOf(route), required], 'config.requires').toEqual([keyOf(route), least])
    const names = route.url.includes(':') && least !== undefined
    if (names)
      expect([keyOf(route), typeof decision], 'whose objects it names').toEqual([keyOf(route), 'object'])
  }
})

test('S36: whoever may not use an address is told so, whatever else he sends, and the others are let in', async () => {
  for (const route of routesOf(backend)) {
    const key = keyOf(route)
    const decision = DECISIONS[key] ?? 'owner'
    const least = leastOf(decision)
    const path = pathOf(route.url)
    for (const person of [undefined, ...everybody]) {
      const about = `${key} as ${person?.role ?? 'nobody'}`
      const outcome = await askAs(person, route.method, path)
      if (decision === 'worker') expect([about, outcome.code]).toEqual([about, 'worker_unknown'])
      else if (least === undefined) expect([about, isRefusal(outcome)]).toEqual([about, false])
      else if (person === undefined)
        expect([about, outcome]).toEqual([about, { status: 401, code: 'signed_out' }])
      else if (!isAtLeast(person.role, least))
        expect([about, outcome]).toEqual([about, { status: 403, code: 'forbidden' }])
      else expect([about, isRefusal(outcome)]).toEqual([about, false])
    }
  }
})

test('S36: what is somebody’s own does not exist for others', async () => {
  for (const route of routesOf(backend)) {
    const key = keyOf(route)
    const decision = DECISIONS[key]
    if (typeof decision !== 'object' || decision.of === 'gallery') continue
    const { least, of } = decision
    const self = await people.add(least === 'owner' ? 'member' : least)
    const makeOne = async () => pathOf(route.url, await of.make(await people.browserOf(self), database))
    const path = await makeOne()
    const another = await people.add(self.role)
    for (const person of [another, ...everybody].filter(({ role }) => isAtLeast(role, least))) {
      const about = `${key} as another ${person.role}`
      const outcome = await askAs(person, route.method, path)
      if (person.role === 'owner' && of.isOwnersToo === true) continue
      expect([about, outcome.status]).toEqual([about, 404])
    }
    // A new one: the owner may have ended the first.
    const { status } = await askAs(self, route.method, await makeOne())
    expect([key, [401, 403, 404].includes(status)], 'for whom it is').toEqual([key, false])
  }
})
