// Puts the parts of the world together over one data folder.
import { join } from 'node:path'
import { createContentOpener } from '../files/open-content.ts'
import { createBlobs } from '../files/blobs.ts'
import type { World } from '../world.ts'
import { inTransaction, openDatabase } from './database.ts'
import { createFacts } from './facts.ts'
import { beginning } from './first-start.ts'
import { createMediaStore } from './media-store.ts'
import { createMessages } from './messages.ts'
import { createPeople } from './people.ts'
import { createUpdateQueue } from './update-queue.ts'
import { createUploads } from './uploads.ts'

export type WorldOptions = {
  dataDir: string
  /** The first is the home DC. */
  dcIds: readonly number[]
  /** Milliseconds since 1970. */
  now?: () => number
  referenceLifetimeSeconds?: number
}

/** Opens the world kept in the folder, or makes a new one there. Throws one sentence when the folder cannot be used. */
export function openWorld({ dataDir, dcIds, now = Date.now, ...lifetimes }: WorldOptions): World {
  const homeDc = dcIds[0]
  if (homeDc === undefined) throw new Error('A world needs at least one data centre')
  const database = openDatabase(dataDir)
  const people = createPeople(database, now)
  const { secret, ...first } = beginning(database, people, createFacts(database, 'settings'))
  const facts = createFacts(database, 'facts')
  const media = createMediaStore(database, { homeDc, secret, now, ...lifetimes })
  const updates = createUpdateQueue(database, { media: (id) => media.media(id), now })
  const messages = createMessages(database, {
    mediaById: (id) => media.media(id),
    mediaDeleted: media.messageDeleted,
    updates,
    botsOf: people.botsOf,
    now,
  })
  const blobs = createBlobs(join(dataDir, 'files'))
  const uploads = createUploads(database, { dir: join(dataDir, 'uploads'), blobs, now })
  const content = createContentOpener(blobs)

  return {
    ...first,
    dcIds,
    homeDc,
    ...people,
    setMember(chat, user, status, by = first.defaultUser.id) {
      inTransaction(database, () => {
        const before = people.memberStatus(chat, user)
        people.setMember(chat, user, status)
        if (before === status || !people.user(user)?.isBot) return
        updates.addPlaceChange({ chat, bot: user, by, date: Math.floor(now() / 1000), before, after: status })
      })
      updates.announce()
    },
    ...media,
    ...messages,
    ...updates,
    ...uploads,
    ...content,
    store: blobs.store,
    fact: facts.get,
    setFact: facts.set,
    close: () => {
      if (database.isOpen) database.close()
    },
  }
}
