// For tests: a data centre with a few services, and clients that are already its friends.
import { setTimeout as sleep } from 'node:timers/promises'
import { createFaults } from '../faults.ts'
import type { Faults } from '../faults.ts'
import { startDataCentre } from './data-centre.ts'
import type { DataCentre, Facts } from './data-centre.ts'
import type { DuplicateWatch } from './duplicates.ts'
import { serverKey } from './server-key.ts'
import type { ServerKey } from './server-key.ts'
import { RpcError } from './service.ts'
import type { Services } from './service.ts'
import { TestClient } from './test-client.ts'
import { makeKey } from './test-exchange.ts'
import type { TransportName } from './test-client.ts'

export type TestCentre = {
  dc: DataCentre
  key: ServerKey
  faults: Faults
  duplicates: DuplicateWatch
  facts: Map<string, string>
  /** Connected, without a key. */
  connect(transport?: TransportName, isObfuscated?: boolean): TestClient
  /** Connected, with a key, its layer named. */
  client(transport?: TransportName, isObfuscated?: boolean): Promise<TestClient>
  close(): Promise<void>
}

/** "slow" takes as many milliseconds as the count of its ids says. */
const SERVICES: Services = {
  'help.getNearestDc': (_, { dcId }) => ({ _: 'nearestDc', country: 'NL', this_dc: dcId, nearest_dc: dcId }),
  'help.getConfig': () => ({ _: 'config', this_dc: 2, me_url_prefix: 'x'.repeat(2000) }),
  'users.getUsers': () => [{ _: 'userEmpty', id: 7n }],
  'updates.getState': (_, caller) => {
    if (caller.userId === undefined) throw new RpcError(401, 'AUTH_KEY_UNREGISTERED')
    return { _: 'updates.state', pts: caller.userId }
  },
  'auth.importBotAuthorization': (_, caller) => {
    caller.userId = 42
    return { _: 'auth.authorization', user: { _: 'userEmpty', id: 42n } }
  },
  'messages.getMessages': async () => {
    await sleep(300)
    return {
      _: 'messages.messages',
      messages: [{ _: 'message', id: 1, peer_id: { _: 'peerChannel' }, message: 'late' }],
    }
  },
  'upload.getFile': ({ limit }) => ({
    _: 'upload.file',
    type: { _: 'storage.fileUnknown' },
    bytes: Buffer.alloc(typeof limit === 'number' ? limit : 0, 7),
  }),
  'upload.saveBigFilePart': () => true,
  'channels.getChannels': () => ({ _: 'user' }),
  'contacts.resolveUsername': () => {
    throw new Error('a mistake of ours')
  },
}

/** Making an RSA key takes long, so all centres of a test file have the same one. */
const sharedFacts = new Map<string, string>()

export async function testCentre(facts = new Map<string, string>()): Promise<TestCentre> {
  const keptKey = sharedFacts.get('mtproto/server-key')
  if (keptKey !== undefined && facts.size === 0) facts.set('mtproto/server-key', keptKey)
  const keeper: Facts = {
    fact: (name) => facts.get(name),
    setFact: (name, value) => (value === undefined ? facts.delete(name) : facts.set(name, value)),
  }
  const key = serverKey(keeper)
  sharedFacts.set('mtproto/server-key', facts.get('mtproto/server-key') ?? '')
  const faults = createFaults()
  const duplicates: DuplicateWatch = { detect: false, found: 0 }
  const dc = await startDataCentre({
    dcId: 2,
    host: '127.0.0.1',
    port: 0,
    rsaKey: key,
    services: SERVICES,
    faults,
    duplicates,
    facts: keeper,
  })
  const clients: TestClient[] = []
  const connect = (transport?: TransportName, isObfuscated?: boolean) => {
    const client = new TestClient(dc.port, transport, isObfuscated)
    clients.push(client)
    return client
  }
  return {
    dc,
    key,
    faults,
    duplicates,
    facts,
    connect,
    async client(transport, isObfuscated) {
      const client = connect(transport, isObfuscated)
      await makeKey(client, key.publicPem, key.fingerprint)
      await client.call({ _: 'help.getNearestDc' }, { layer: 198 })
      return client
    },
    async close() {
      for (const client of clients) client.close()
      await dc.close()
    },
  }
}
