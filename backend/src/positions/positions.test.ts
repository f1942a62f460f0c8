import { POSITIONS_PER_PERSON } from '@gramreel/contracts/positions'
import { expect, test } from 'vitest'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createPeople, databaseOf } from '../testing/people.ts'
import { postFile } from '../testing/share.ts'
import { signInOwner, startBackend } from '../testing/start-backend.ts'
import { createPositions } from './positions.ts'

const oldPlace = (n: number) => ({ account_id: 'ann', file_id: `old-${n}`, seconds: 20, updated_at: n })
const film = { id: 'film', duration_seconds: 600 }

onBothDatabases((databases) => {
  const open = async () => {
    const database = await databases.open()
    let now = 1000
    const positions = createPositions(database, () => now++)
    const kept = () => database.selectFrom('positions').selectAll().orderBy('account_id').execute()
    return { database, positions, kept }
  }

  test('the last place of each person is kept', async () => {
    const { positions, kept } = await open()
    await positions.keep('ann', film, 20)
    await positions.keep('ann', film, 30.5)
    await positions.keep('bob', film, 40)
    expect(await kept()).toMatchObject([
      { account_id: 'ann', file_id: 'film', seconds: 30.5 },
      { account_id: 'bob', file_id: 'film', seconds: 40 },
    ])
  })

  test.each([
    ['the beginning', 9],
    ['the last seconds', 591],
    ['more than 95 %', 575],
  ])('a place in %s forgets what was kept', async (_about, seconds) => {
    const { positions, kept } = await open()
    await positions.keep('ann', film, 300)
    await positions.keep('bob', film, 300)
    await positions.keep('ann', film, seconds)
    expect(await kept()).toMatchObject([{ account_id: 'bob', seconds: 300 }])
  })

  test('of very many films, those touched last are kept', async () => {
    const { database, positions, kept } = await open()
    for (let from = 0; from < POSITIONS_PER_PERSON; from += 500)
      await database
        .insertInto('positions')
        .values(Array.from({ length: 500 }, (_, n) => oldPlace(from + n - 10_000)))
        .execute()
    await positions.keep('bob', film, 40)
    await positions.keep('ann', film, 40)
    const ofAnn = (await kept()).filter(({ account_id }) => account_id === 'ann')
    expect(ofAnn).toHaveLength(POSITIONS_PER_PERSON)
    expect(ofAnn.map(({ file_id }) => file_id)).toContain('film')
    expect(ofAnn.map(({ file_id }) => file_id)).not.toContain('old--10000')
  })

  test('nothing of somebody who leaves stays', async () => {
    const { database, positions, kept } = await open()
    await positions.keep('ann', film, 300)
    await positions.keep('bob', film, 300)
    await positions.endOf('ann', database)
    expect(await kept()).toMatchObject([{ account_id: 'bob' }])
  })
})

const setUp = async () => {
  const backend = await startBackend()
  const database = await databaseOf(backend)
  const id = await postFile(database, { kind: 'video', duration_seconds: 600 })
  const kept = () => database.selectFrom('positions').selectAll().execute()
  return { backend, database, id, kept, client: await signInOwner(backend) }
}

test('a player writes where it stopped; the place is its own account’s', async () => {
  const { backend, database, client, id, kept } = await setUp()
  const people = createPeople(backend, database)
  const guest = await people.add('viewer')
  const viewer = await people.browserOf(guest)
  expect((await client.request('PUT', `/api/files/${id}/position`, { seconds: 100 })).status).toBe(204)
  expect((await viewer.request('PUT', `/api/files/${id}/position`, { seconds: 200 })).status).toBe(204)
  const owner = await people.owner()
  const places = Object.fromEntries((await kept()).map((row) => [row.account_id, row.seconds]))
  expect(places).toEqual({ [owner.id]: 100, [guest.id]: 200 })
  expect((await client.request('DELETE', `/api/people/${guest.id}`)).status).toBe(204)
  expect(await kept()).toHaveLength(1)
})

test.each([
  [{ seconds: -1 }],
  [{ seconds: '5' }],
  [{}],
  [{ seconds: 5, account: 'ann' }],
  [{ seconds: 1e9 }],
])('what is no place is refused: %j', async (body) => {
  const { client, id, kept } = await setUp()
  expect((await client.request('PUT', `/api/files/${id}/position`, body)).status).toBe(400)
  expect(await kept()).toEqual([])
})

test('a file that is not there has no place', async () => {
  const { client, kept } = await setUp()
  expect((await client.request('PUT', '/api/files/nothing/position', { seconds: 50 })).status).toBe(404)
  expect(await kept()).toEqual([])
})

test('a flood of places is refused, and ends nobody’s watching', async () => {
  const { client, id } = await setUp()
  const write = () => client.request('PUT', `/api/files/${id}/position`, { seconds: 50 })
  const answers = await Promise.all(Array.from({ length: 80 }, write))
  const codes = new Set(answers.map(({ status }) => status))
  expect(codes).toEqual(new Set([204, 429]))
  expect((await client.request('GET', `/api/files/${id}`)).status).toBe(200)
})
