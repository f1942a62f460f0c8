// Who may use which address: one line for each, decided by hand. A new route without a line fails route-matrix.test.ts, and so
// does one whose `config` says something else.
import type { Client } from '../testing/start-backend.ts'
import type { Database } from '../storage/database.ts'
import { postFile, share } from '../testing/share.ts'
import type { Role } from '../testing/people.ts'

/**
 * Whose the object is that the address names: `gallery`, everybody's who may use the address at all; or one person's. Then
 * `make` makes one as that person and answers the address's parameters; others must get 404, the owner of the gallery
 * too unless `isOwnersToo`.
 */
export type Of =
  | 'gallery'
  | { make: (client: Client, database: Database) => Promise<Record<string, string>>; isOwnersToo?: boolean }

export type Decision =
  /** Answered without a session. */
  | 'anyone'
  /** Signed by a worker; no session opens it. */
  | 'worker'
  /** The least role that may. */
  | Role
  | { least: Role; of: Of }

/** An address with parameters says whose objects it names. */
const ofGallery = (least: Role): Decision => ({ least, of: 'gallery' })

const anUpload: Of = {
  make: async (client) => {
    const { body } = await client.request('POST', '/api/uploads', { name: 'a', mime: 'a/b', size: 9 })
    return { id: body['upload'].id }
  },
}

/** One in which this person is signed in. */
const aBrowser: Of = {
  make: async (client) => {
    const { body } = await client.request('GET', '/api/account/browsers')
    return { id: String(body['browsers'][0].id) }
  },
}

const aShare: Of = {
  make: async (client, database) => ({
    slug: (await share(client, { files: [await postFile(database)] })).slug,
  }),
  isOwnersToo: true,
}

export const DECISIONS: Record<string, Decision> = {
  'GET /health': 'anyone',
  'GET /.well-known/jwks.json': 'anyone',
  'GET /api/openapi.json': 'anyone',

  'GET /api/session': 'viewer',
  'POST /api/session': 'anyone',
  'POST /api/session/code': 'anyone',
  'DELETE /api/session': 'viewer',
  'PUT /api/account': 'viewer',
  'GET /api/account/browsers': 'viewer',
  'DELETE /api/account/browsers': 'viewer',
  'DELETE /api/account/browsers/:id': { least: 'viewer', of: aBrowser },

  'GET /api/people': 'owner',
  'PUT /api/people/:id/role': ofGallery('owner'),
  'POST /api/people/:id/reset': ofGallery('owner'),
  'DELETE /api/people/:id': ofGallery('owner'),
  'GET /api/invitations': 'owner',
  'POST /api/invitations': 'owner',
  'DELETE /api/invitations/:id': ofGallery('owner'),
  'POST /api/join/look': 'anyone',
  'POST /api/join': 'anyone',
  'POST /api/join/reset': 'anyone',

  'GET /api/files': 'viewer',
  'GET /api/files/:id': ofGallery('viewer'),
  'GET /api/files/:id/link': ofGallery('viewer'),
  'GET /api/files/:id/media': ofGallery('viewer'),
  'POST /api/files/:id/prefetch': ofGallery('viewer'),
  'GET /api/files/:id/thumbnail': ofGallery('viewer'),
  'PUT /api/files/:id/position': ofGallery('viewer'),
  'GET /api/files/:id/details': ofGallery('viewer'),
  'PUT /api/favourites/:id': ofGallery('viewer'),
  'DELETE /api/favourites/:id': ofGallery('viewer'),
  'GET /api/albums': 'viewer',
  'POST /api/albums': 'member',
  'PATCH /api/albums/:id': ofGallery('member'),
  'DELETE /api/albums/:id': ofGallery('member'),
  'POST /api/albums/:id/files': ofGallery('member'),
  'POST /api/trash': 'member',
  'POST /api/trash/restore': 'member',
  'POST /api/trash/delete': 'member',
  'GET /api/files/:id/captions/:caption': ofGallery('viewer'),
  'GET /api/files/:id/sprites': ofGallery('viewer'),
  'GET /api/timeline': 'viewer',
  'GET /api/timeline/:id': ofGallery('viewer'),
  'GET /api/events': 'viewer',

  'GET /api/imports': 'owner',
  'POST /api/bots/:id/channels/:chat/import': ofGallery('owner'),
  'PUT /api/bots/:id/channels/:chat/import': ofGallery('owner'),
  'DELETE /api/bots/:id/channels/:chat/import': ofGallery('owner'),
  'GET /api/status': 'viewer',
  'POST /api/telemetry': 'viewer',
  'GET /api/statistics': 'owner',

  'GET /api/workers': 'owner',
  'POST /api/workers': 'owner',
  'PATCH /api/workers/:id': ofGallery('owner'),
  'DELETE /api/workers/:id': ofGallery('owner'),
  'POST /api/workers/:id/checks': ofGallery('owner'),
  'POST /api/workers/keys': 'owner',
  'POST /api/workers/:workerId/enrolment': 'worker',
  'PUT /api/workers/:workerId/report': 'worker',
  'GET /api/bots': 'owner',
  'POST /api/bots': 'owner',
  'DELETE /api/bots/:id': ofGallery('owner'),
  'PUT /api/bots/:id/channels/:chat': ofGallery('owner'),
  'POST /api/bots/:id/channels/:chat/check': ofGallery('owner'),
  'GET /api/webhooks/:id': 'anyone',
  'POST /api/webhooks/:id': 'anyone',

  'POST /api/workers/:workerId/session': 'worker',
  'PUT /api/workers/:workerId/session/:slot': 'worker',
  'PUT /api/workers/:workerId/session/:slot/lease': 'worker',
  'DELETE /api/workers/:workerId/session/:slot/lease': 'worker',
  'GET /api/workers/:workerId/withdrawn': 'worker',
  'POST /api/workers/:workerId/findings': 'worker',

  'GET /api/uploads': 'member',
  'POST /api/uploads': 'member',
  'GET /api/uploads/:id': { least: 'member', of: anUpload },
  'DELETE /api/uploads/:id': { least: 'member', of: anUpload },
  'POST /api/uploads/:id/link': { least: 'member', of: anUpload },
  'GET /api/upload-channels': 'member',
  'GET /api/upload-limits': 'member',
  'PUT /api/upload-limits': 'owner',
  'POST /api/workers/:workerId/uploads': 'worker',
  'GET /api/workers/:workerId/uploads/:id': 'worker',
  'PUT /api/workers/:workerId/uploads/:id/progress': 'worker',
  'POST /api/workers/:workerId/uploads/:id/turn': 'worker',
  'PUT /api/workers/:workerId/uploads/:id/media': 'worker',
  'POST /api/workers/:workerId/uploads/:id/posted': 'worker',
  'POST /api/workers/:workerId/uploads/:id/failed': 'worker',

  'GET /api/shares': 'member',
  'POST /api/shares': 'member',
  'PATCH /api/shares/:slug': { least: 'member', of: aShare },
  'DELETE /api/shares/:slug': { least: 'member', of: aShare },
  // For guests; who of them may what: shares/guests.test.ts.
  'GET /api/shares/:slug': 'anyone',
  'POST /api/shares/:slug/password': 'anyone',
  'GET /api/shares/:slug/status': 'anyone',
  'GET /api/shares/:slug/files': 'anyone',
  'GET /api/shares/:slug/files/:id': 'anyone',
  'GET /api/shares/:slug/files/:id/thumbnail': 'anyone',
  'GET /api/shares/:slug/files/:id/details': 'anyone',
  'GET /api/shares/:slug/files/:id/captions/:caption': 'anyone',
  'GET /api/shares/:slug/files/:id/sprites': 'anyone',
  'GET /api/shares/:slug/files/:id/link': 'anyone',
  'GET /api/shares/:slug/files/:id/media': 'anyone',
  'POST /api/shares/:slug/files/:id/prefetch': 'anyone',
  'POST /api/shares/:slug/telemetry': 'anyone',
  'GET /s/:slug': 'anyone',
  'GET /s/:slug/f/:id': 'anyone',

  // Lead to an address above.
  'GET /v/:id': 'anyone',
  'GET /s/:slug/v/:id': 'anyone',

  // The gallery's pages hold nothing of anybody.
  'GET /': 'anyone',
  'GET /*': 'anyone',
  'GET /f/:id': 'anyone',
  'GET /welcome': 'anyone',
  'GET /join': 'anyone',
  'GET /setup': 'anyone',
  'GET /setup/:step': 'anyone',
  'GET /sign-in': 'anyone',
  'GET /albums': 'anyone',
  'GET /settings': 'anyone',
  'GET /settings/:section': 'anyone',
}
