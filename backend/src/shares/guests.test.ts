// What a guest may see: every address of guests × every state that a share can be in. The addresses are those that the backend
// has, so that a new one cannot be forgotten.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { keyOf } from '../attacks/routes.ts'
import type { Database } from '../storage/database.ts'
import { createPeople, databaseOf, type People, type Person } from '../testing/people.ts'
import { createGuest, postFile, share, type Guest } from '../testing/share.ts'
import { startBackend, type Client, type Started } from '../testing/start-backend.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

const PASSWORD = 'open sesame'
const WORKER = { id: 'worker-1', url: 'http://127.0.0.1:3001' }
const PAGE = '<!doctype html><html lang="en"><head><title>Gramreel</title></head><body></body></html>'

let backend: Started
let database: Database
let people: People
let sharer: Person
let client: Client
beforeEach(async () => {
  const frontendDir = await temporaryFolder()
  await mkdir(join(frontendDir, 'assets'))
  await writeFile(join(frontendDir, 'index.html'), PAGE)
  backend = await startBackend({ worker: WORKER, frontendDir })
  database = await databaseOf(backend)
  people = createPeople(backend, database)
  sharer = await people.add('member')
  client = await people.browserOf(sharer)
})

/** Where a guest knocks, with what, and the id of a file. */
type Situation = { slug: string; guest: Guest; file: string }
type Outcome = 'in' | 'share_not_found' | 'share_locked' | 'file_not_found'
/** What is right: for addresses of the share, for those of the file, and for the two that answer while it is locked. */
type Right = { share: Outcome; file: Outcome; door: Outcome }

const IN: Right = { share: 'in', file: 'in', door: 'in' }
const ENDED: Right = { share: 'share_not_found', file: 'share_not_found', door: 'share_not_found' }
const LOCKED: Right = { share: 'share_locked', file: 'share_locked', door: 'in' }
const NO_FILE: Right = { share: 'in', file: 'file_not_found', door: 'in' }

const unlock = async (guest: Guest, slug: string, password = PASSWORD) =>
  guest.ask('POST', `/api/shares/${slug}/password`, { password })

const shared = async (fields: { password?: string } = {}): Promise<Situation & { id: string }> => {
  const file = await postFile(database, { caption: 'A secret caption' })
  const made = await share(client, { files: [file], title: 'A secret title', ...fields })
  return { slug: made.slug, id: made.id, file, guest: createGuest(backend.url) }
}

const STATES: Record<string, { right: Right; make: () => Promise<Situation> }> = {
  open: { right: IN, make: shared },
  'never made': {
    right: ENDED,
    make: async () => ({ ...(await shared()), slug: 'V1StGXR8_Z5jdHi6B-myTu' }),
  },
  'named by its id': {
    right: ENDED,
    make: async () => {
      const { id, ...situation } = await shared()
      return { ...situation, slug: id }
    },
  },
  expired: {
    right: ENDED,
    make: async () => {
      const situation = await shared()
      await database.updateTable('shares').set({ expires_at: 1 }).where('id', '=', situation.id).execute()
      return situation
    },
  },
  revoked: {
    right: ENDED,
    make: async () => {
      const situation = await shared()
      await client.request('DELETE', `/api/shares/${situation.slug}`)
      return situation
    },
  },
  'expired, and unlocked before': {
    right: ENDED,
    make: async () => {
      const situation = await shared({ password: PASSWORD })
      await unlock(situation.guest, situation.slug)
      await database.updateTable('shares').set({ expires_at: 1 }).where('id', '=', situation.id).execute()
      return situation
    },
  },
  'of a person who was removed': {
    right: ENDED,
    make: async () => {
      const situation = await shared()
      const owner = await people.browserOf(await people.owner())
      expect((await owner.request('DELETE', `/api/people/${sharer.id}`)).status).toBe(204)
      return situation
    },
  },
  'of a person who may only watch now': {
    right: ENDED,
    make: async () => {
      const situation = await shared()
      await database.updateTable('accounts').set({ role: 'viewer' }).where('id', '=', sharer.id).execute()
      return situation
    },
  },
  'locked, no password given': { right: LOCKED, make: () => shared({ password: PASSWORD }) },
  'locked, a wrong password given': {
    right: LOCKED,
    make: async () => {
      const situation = await shared({ password: PASSWORD })
      expect((await unlock(situation.guest, situation.slug, 'close sesame')).status).toBe(401)
      return situation
    },
  },
  'locked, and unlocked': {
    right: IN,
    make: async () => {
      const situation = await shared({ password: PASSWORD })
      expect((await unlock(situation.guest, situation.slug)).status).toBe(204)
      return situation
    },
  },
  'locked, with a pass to another share of the same password': {
    right: LOCKED,
    make: async () => {
      const other = await shared({ password: PASSWORD })
      const answer = await unlock(other.guest, other.slug)
      const pass = answer.headers.getSetCookie()[0]?.split(';')[0]
      return { ...(await shared({ password: PASSWORD })), guest: createGuest(backend.url, pass) }
    },
  },
  'locked, with a forged pass': {
    right: LOCKED,
    make: async () => ({
      ...(await shared({ password: PASSWORD })),
      guest: createGuest(backend.url, 'gramreel_pass=v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'),
    }),
  },
  'locked by another password since it was unlocked': {
    right: LOCKED,
    make: async () => {
      const situation = await shared({ password: PASSWORD })
      await unlock(situation.guest, situation.slug)
      await client.request('PATCH', `/api/shares/${situation.slug}`, { password: 'another one' })
      return situation
    },
  },
  'locked, and the guest is signed in as the owner': {
    right: LOCKED,
    make: async () => {
      const owner = await people.browserOf(await people.owner())
      return { ...(await shared({ password: PASSWORD })), guest: createGuest(backend.url, owner.cookie()) }
    },
  },
  'without its password, since it was taken away': {
    right: IN,
    make: async () => {
      const situation = await shared({ password: PASSWORD })
      await client.request('PATCH', `/api/shares/${situation.slug}`, { password: null })
      return situation
    },
  },
  'asked for a file that is not in it': {
    right: NO_FILE,
    make: async () => ({ ...(await shared()), file: await postFile(database) }),
  },
  'asked for a file that is in another share': {
    right: NO_FILE,
    make: async () => ({ ...(await shared()), file: (await shared()).file }),
  },
  'asked for a file that was deleted in Telegram': {
    right: NO_FILE,
    make: async () => {
      const situation = await shared()
      await database.updateTable('files').set({ deleted_at: 1 }).where('id', '=', situation.file).execute()
      return situation
    },
  },
  'asked for a file that is gone': {
    right: NO_FILE,
    make: async () => {
      const situation = await shared()
      await database.deleteFrom('files').where('id', '=', situation.file).execute()
      return situation
    },
  },
  'of an album, asked for what was posted in it since': {
    right: IN,
    make: async () => {
      const { slug } = await share(client, { group: await postFile(database, { media_group_id: '77' }) })
      const file = await postFile(database, { media_group_id: '77' })
      return { slug, file, guest: createGuest(backend.url) }
    },
  },
  'of an album, asked for one of another chat’s': {
    right: NO_FILE,
    make: async () => {
      const { slug } = await share(client, { group: await postFile(database, { media_group_id: '77' }) })
      const file = await postFile(database, { media_group_id: '77', chat_id: '-1009' })
      return { slug, file, guest: createGuest(backend.url) }
    },
  },
}

const DOORS = new Set(['GET /api/shares/:slug', 'POST /api/shares/:slug/password'])
const NOT_IN = new Set(['share_not_found', 'share_locked', 'file_not_found'])

const guestRoutes = () =>
  backend.routes.filter(
    ({ method, url, isPublic }) => method !== 'HEAD' && url.startsWith('/api/shares/:slug') && isPublic,
  )

describe.for(Object.entries(STATES))('a share %s', ([, { right, make }]) => {
  test('is the same to every address of guests, and on its page', async () => {
    const { slug, guest, file } = await make()
    const routes = guestRoutes()
    expect(routes.length).toBeGreaterThanOrEqual(8)
    const refusals = new Set<string>()
    for (const route of routes) {
      const path = route.url.replace(':slug', slug).replace(':id', file)
      const body =
        route.method === 'POST' && route.url.endsWith('/password') ? { password: PASSWORD } : undefined
      // It would unlock the others.
      if (body !== undefined && right.share === 'share_locked') continue
      const { status, body: answer, raw } = await guest.ask(route.method, path, body)
      const code = String(answer['error']?.code)
      const outcome = NOT_IN.has(code) ? code : 'in'
      const key = keyOf(route)
      const expected = DOORS.has(key) ? right.door : route.url.includes(':id') ? right.file : right.share
      expect([key, outcome]).toEqual([key, expected])
      expect([key, status >= 500 && status !== 502]).toEqual([key, false])
      if (outcome === 'share_not_found') refusals.add(`${status} ${raw}`)
    }
    // S28: nothing tells an ended share from one that never was.
    expect(refusals.size).toBeLessThanOrEqual(1)
    for (const path of [`/s/${slug}`, `/s/${slug}/f/${file}`]) {
      const page = await guest.ask('GET', path)
      expect(page.status).toBe(right.door === 'in' ? 200 : 404)
      expect(page.headers.get('x-robots-tag')).toBe('noindex')
      expect(page.headers.get('cache-control')).toBe('no-store')
      expect(page.headers.get('referrer-policy')).toBe('no-referrer')
      expect(page.raw.includes('og:title')).toBe(right.door === 'in')
      if (right.door !== 'in')
        expect(page.raw).toBe(PAGE.replace('</head>', '<meta name="robots" content="noindex" />\n  </head>'))
    }
    if (right.share !== 'in') expect(guest.told()).not.toContain('secret')
  })
})

test('S02: a share opens nothing of the gallery, and a sign-in opens no share that is locked', async () => {
  const { slug, guest } = await shared()
  await guest.ask('GET', `/api/shares/${slug}`)
  for (const path of ['/api/files', '/api/session', '/api/shares', '/api/status', '/api/events']) {
    expect([path, (await guest.ask('GET', path)).status]).toEqual([path, 401])
  }
  const disguised = createGuest(backend.url, `gramreel_session=${slug}`)
  expect((await disguised.ask('GET', '/api/files')).status).toBe(401)
})

test('what guests are told of an item leads to the share alone, its preview pictures too', async () => {
  const { slug, file, guest } = await shared()
  const sprites = { columns: 2, rows: 1, width: 160, height: 90, everySeconds: 10, count: 2 }
  await database
    .updateTable('files')
    .set({ sprites: JSON.stringify(sprites), made_thumbnail: 'x' })
    .execute()
  for (const path of [`/api/shares/${slug}/files`, `/api/shares/${slug}/files/${file}`]) {
    const { raw } = await guest.ask('GET', path)
    expect(raw).toContain(`"/api/shares/${slug}/files/${file}/sprites?v=`)
    expect(raw).toContain(`"/api/shares/${slug}/files/${file}/thumbnail?v=`)
    expect(raw).not.toContain('"/api/files')
  }
})

test('S28: the page of a share that never was and of one that ended take the same time', async () => {
  const { slug } = await shared()
  await client.request('PATCH', `/api/shares/${slug}`, { password: PASSWORD })
  await database.updateTable('shares').set({ expires_at: 1 }).execute()
  const median = async (asked: string) => {
    const times: number[] = []
    for (let n = 0; n < 15; n++) {
      const began = performance.now()
      await createGuest(backend.url).ask('POST', `/api/shares/${asked}/password`, { password: PASSWORD })
      times.push(performance.now() - began)
    }
    return times.toSorted((a, b) => a - b)[7] ?? 0
  }
  const unknown = await median('V1StGXR8_Z5jdHi6B-myTu')
  const ended = await median(slug)
  // A password that is looked at costs some tens of milliseconds.
  expect(Math.abs(ended - unknown)).toBeLessThan(15)
})
