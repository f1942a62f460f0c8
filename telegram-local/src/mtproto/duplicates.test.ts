import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCentre } from './test-centre.ts'
import type { TestCentre } from './test-centre.ts'
import type { TestClient } from './test-client.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await testCentre()
})
afterAll(() => centre.close())

const nearest = (client: TestClient) => client.call({ _: 'help.getNearestDc' })
const DUPLICATED = '406 AUTH_KEY_DUPLICATED'

/** Another connection with the same key and a session of its own. */
function twin({ key }: TestClient): TestClient {
  const other = centre.connect()
  other.key = key
  return other
}

/** Another connection of the same session. */
function second(client: TestClient): TestClient {
  return Object.assign(twin(client), { sessionId: client.sessionId, content: client.content })
}

describe('one key in two hands', () => {
  it('is nobody’s business unless it is watched', async () => {
    const client = await centre.client()
    await nearest(twin(client))
    await nearest(client)
    expect(centre.duplicates).toEqual({ detect: false, found: 0 })
  })

  it('makes the key useless for both and for ever, when watched', async () => {
    centre.duplicates.detect = true
    const client = await centre.client()
    const other = twin(client)
    await expect(nearest(other)).rejects.toThrow(DUPLICATED)
    await expect(nearest(client)).rejects.toThrow(DUPLICATED)
    expect(centre.duplicates.found).toBe(1)
    client.close()
    other.close()
    centre.duplicates.detect = false
    await expect(nearest(twin(client))).rejects.toThrow(DUPLICATED)
    const restarted = await testCentre(centre.facts)
    const late = restarted.connect()
    late.key = client.key
    await expect(nearest(late)).rejects.toThrow(DUPLICATED)
    await restarted.close()
    expect(centre.duplicates.found).toBe(1)
  })

  it('is told from one hand with a new connection, or with several for one session', async () => {
    centre.duplicates.detect = true
    const found = centre.duplicates.found
    const client = await centre.client()
    await nearest(second(client))
    const open = centre.dc.stats().connections.now
    client.close()
    await expect.poll(() => centre.dc.stats().connections.now).toBeLessThan(open)
    const next = await centre.client()
    next.close()
    await expect.poll(() => centre.dc.stats().connections.now).toBeLessThan(open)
    await nearest(twin(next))
    expect(centre.duplicates.found).toBe(found)
  })
})
