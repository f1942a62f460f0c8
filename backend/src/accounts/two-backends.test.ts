// Two backends on one Postgres: people, limits and roles are one.
import { expect, test, vi } from 'vitest'
import { createPeople, databaseOf } from '../testing/people.ts'
import { onPostgres } from '../testing/on-both-databases.ts'
import { createClient, signInOwner, startBackend } from '../testing/start-backend.ts'

vi.setConfig({ testTimeout: 60_000 })

const GRACE = { name: 'Grace', email: 'grace@example.org', password: 'correct horse battery' }

onPostgres(({ create }) => {
  const setUp = async () => {
    const shared = { databaseUrl: await create(), secretKey: 'shared by both of them' }
    const [one, other] = await Promise.all([startBackend(shared), startBackend(shared)])
    return { one, other, database: await databaseOf(one) }
  }

  test('two that start at once on an empty database make one owner', async () => {
    const { database } = await setUp()
    expect(await database.selectFrom('accounts').select('role').execute()).toEqual([{ role: 'owner' }])
  })

  test('S27: ten tries are ten, wherever they go', async () => {
    const { one, other } = await setUp()
    const statuses = []
    for (let i = 0; i < 14; i++) {
      const { url } = i % 2 === 0 ? one : other
      const fields = { email: GRACE.email, password: 'guess' }
      statuses.push((await createClient(url).request('POST', '/api/session', fields)).status)
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), ...Array<number>(4).fill(429)])
  })

  test('who was invited at one joins at the other, and once removed is gone from both', async () => {
    const { one, other } = await setUp()
    const owner = await signInOwner(one)
    const { url } = (await owner.request('POST', '/api/invitations', { role: 'member' })).body
    const guest = createClient(other.url)
    const joined = await guest.request('POST', '/api/join', { ...GRACE, code: url.split('#code=')[1] })
    expect(joined.status).toBe(200)
    const { people } = (await owner.request('GET', '/api/people')).body
    const person = people.find(({ name }: { name: string }) => name === 'Grace')
    expect(person).toMatchObject({ name: 'Grace', role: 'member', lastSeenAt: expect.any(String) })
    expect((await owner.request('DELETE', `/api/people/${person.id}`)).status).toBe(204)
    expect((await guest.request('GET', '/api/session')).status).toBe(401)
  })

  test('two owners who send each other away at two backends leave one', async () => {
    const { one, other, database } = await setUp()
    const people = createPeople(one, database)
    for (let round = 0; round < 5; round++) {
      const ada = await people.add('owner')
      const grace = await people.add('owner')
      await database
        .updateTable('accounts')
        .set({ role: 'viewer' })
        .where('id', 'not in', [ada.id, grace.id])
        .execute()
      const asAda = await people.browserOf(ada)
      const asGrace = createClient(other.url, (await people.browserOf(grace)).cookie())
      const answers = await Promise.all([
        asAda.request('DELETE', `/api/people/${grace.id}`),
        asGrace.request('DELETE', `/api/people/${ada.id}`),
      ])
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    }
  })
})
