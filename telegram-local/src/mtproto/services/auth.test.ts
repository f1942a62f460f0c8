import { describe, expect, it } from 'vitest'
import { temporaryWorld } from '../../world/temporary-world.ts'
import { serviceClients } from './service-client.ts'

function setUp() {
  const world = temporaryWorld()
  const { apiId: api_id, apiHash: api_hash, defaultBot } = world
  const credentials = { api_id, api_hash, bot_auth_token: defaultBot.token }
  return { world, credentials, open: serviceClients(world) }
}

describe('signing in as a bot', () => {
  it('answers with the bot and keeps it with the key', async () => {
    const { world, credentials, open } = setUp()
    const client = open()
    const answer = await client.call('auth.importBotAuthorization', credentials)
    expect(answer).toMatchObject({ user: { self: true, bot: true, id: BigInt(world.defaultBot.id) } })
    expect(client.caller.userId).toBe(world.defaultBot.id)
  })

  it('is refused with a wrong application, a wrong token and a token of former days', async () => {
    const { world, credentials, open } = setUp()
    const refusal = (change: object) =>
      open().refusal('auth.importBotAuthorization', { ...credentials, ...change })
    expect(await refusal({ api_id: 1 })).toBe('400 API_ID_INVALID')
    expect(await refusal({ api_hash: 'ff' })).toBe('400 API_ID_INVALID')
    expect(await refusal({ bot_auth_token: 'nonsense' })).toBe('400 ACCESS_TOKEN_INVALID')
    expect(await refusal({ bot_auth_token: `1:${'A'.repeat(35)}` })).toBe('400 ACCESS_TOKEN_INVALID')
    const former = `${world.defaultBot.id}:${'A'.repeat(35)}`
    expect(await refusal({ bot_auth_token: former })).toBe('400 ACCESS_TOKEN_EXPIRED')
  })

  it('is sent to the home data centre from any other', async () => {
    const { credentials, open } = setUp()
    expect(await open(4).refusal('auth.importBotAuthorization', credentials)).toBe('303 USER_MIGRATE_2')
  })

  it('comes before everything but a few methods', async () => {
    const client = setUp().open()
    for (const method of ['users.getUsers', 'updates.getState', 'upload.getFile', 'auth.logOut']) {
      expect(await client.refusal(method)).toBe('401 AUTH_KEY_UNREGISTERED')
    }
    expect(await client.call('help.getConfig')).toMatchObject({
      this_dc: 2,
      dc_options: [{ id: 2 }, { id: 4 }],
    })
    expect(await client.call('help.getNearestDc')).toMatchObject({ this_dc: 2 })
  })

  it('ends by logging out', async () => {
    const { credentials, open } = setUp()
    const client = open()
    await client.call('auth.importBotAuthorization', credentials)
    await client.call('auth.logOut')
    expect(await client.refusal('updates.getState')).toBe('401 AUTH_KEY_UNREGISTERED')
  })
})

describe('taking a sign-in to another data centre', () => {
  it('works once', async () => {
    const { world, open } = setUp()
    const home = open(2, world.defaultBot.id)
    const { id, bytes } = await home.call('auth.exportAuthorization', { dc_id: 4 })
    const there = open(4)
    await there.call('auth.importAuthorization', { id, bytes })
    expect(there.caller.userId).toBe(world.defaultBot.id)
    expect(await open(4).refusal('auth.importAuthorization', { id, bytes })).toBe('400 AUTH_BYTES_INVALID')
  })

  it('is refused elsewhere, for another user and with other bytes', async () => {
    const { world, open } = setUp()
    const home = open(2, world.defaultBot.id)
    expect(await home.refusal('auth.exportAuthorization', { dc_id: 3 })).toBe('400 DC_ID_INVALID')
    expect(await home.refusal('auth.exportAuthorization', { dc_id: 2 })).toBe('400 DC_ID_INVALID')
    const { id, bytes } = await home.call('auth.exportAuthorization', { dc_id: 4 })
    const attempt = (dcId: number, fields: object) =>
      open(dcId).refusal('auth.importAuthorization', { ...fields })
    expect(await attempt(2, { id, bytes })).toBe('400 AUTH_BYTES_INVALID')
    expect(await attempt(4, { id, bytes: Buffer.alloc(128) })).toBe('400 AUTH_BYTES_INVALID')
    expect(await attempt(4, { id: 1n, bytes })).toBe('400 USER_ID_INVALID')
  })
})
