// All of sharing, put together: what app.ts hands in, and what it gets.
import type { FileItem } from '@gramreel/contracts/catalogue'
import type { Status } from '@gramreel/contracts/status'
import type { WithdrawnGrants } from '@gramreel/contracts/workers'
import type { App } from '../http/server.ts'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'
import type { SecretBox } from '../storage/secret-box.ts'
import { guestRoutes, type GuestParts } from './guest-routes.ts'
import { sharePageRoutes } from './page-routes.ts'
import { shareRoutes } from './routes.ts'
import { createShareContents } from './share-contents.ts'
import { createShareGuard } from './share-guard.ts'
import { createSharePass } from './share-pass.ts'
import { createShares } from './shares.ts'
import { createTryPassword, type Throttle } from './try-password.ts'
import { countWrongTurns } from './wrong-turns.ts'

type Parts = {
  database: Database
  secretBox: SecretBox
  publicUrl: string | undefined
  file: (id: string) => Promise<FileRow>
  toItem: (row: FileRow, base: string) => FileItem
  thumbnailPath: (row: FileRow, base?: string) => string | null
  passwords: {
    hash: (password: string) => Promise<string>
    verify: (password: string, phc: string) => Promise<boolean>
  }
  addressKey: (ip: string) => string
  withdraw: (grants: readonly string[], within: Database) => Promise<void>
  /** Seconds since 1970. */
  now?: () => number
}

type RouteParts = Pick<
  GuestParts,
  | 'issueLink'
  | 'prefetch'
  | 'sendThumbnail'
  | 'details'
  | 'sendCaptions'
  | 'sendSprites'
  | 'telemetry'
  | 'describeBrowser'
> & {
  /** See page-routes.ts. */
  readPage: (hasHints: boolean) => Promise<string>
  notBuilt: string

  /** At most ten tries in a quarter of an hour. */
  throttle: Throttle
  /** At most five in a minute. */
  shareThrottle: Throttle
  status: () => Promise<Pick<Status, 'worker'>>
}

export const createSharing = (parts: Parts) => {
  const { database, secretBox, publicUrl, passwords, addressKey, thumbnailPath } = parts
  const now = parts.now ?? (() => Math.floor(Date.now() / 1000))
  const contents = createShareContents(database)
  const pass = createSharePass(secretBox, publicUrl, now)
  const shares = createShares({ ...parts, contents, hashPassword: passwords.hash, now })
  const wrongTurns = countWrongTurns(addressKey)
  const authorise = createShareGuard({ database, contents, pass, wrongTurns, now })
  return {
    /** Ends all that this person shares, with the person. */
    endOf: shares.endOf,
    /** The same for what becomes of albums and of files in the trash, see shares.ts. */
    ofAlbums: { endOfAlbum: shares.endOfAlbum, renewOfAlbum: shares.renewOfAlbum },
    stopGuests: shares.renewOfFiles,

    /** For workers who ask whose access was withdrawn: what ended by itself is, just before they are answered. */
    withdrawnAfter:
      (withdrawn: (since: number) => Promise<WithdrawnGrants>) =>
      async (since: number): Promise<WithdrawnGrants> => {
        await shares.withdrawEnded()
        return withdrawn(since)
      },

    routes: async (
      app: App,
      { status, readPage, notBuilt, throttle, shareThrottle, ...rest }: RouteParts,
    ): Promise<void> => {
      shareRoutes(app, shares)
      const tryPassword = createTryPassword({
        byShare: shareThrottle,
        byAddress: throttle,
        addressKey,
        verify: passwords.verify,
      })
      const workerStatus = async () => (await status()).worker
      await guestRoutes(app, {
        ...rest,
        authorise,
        shares,
        contents,
        pass,
        tryPassword,
        toItem: parts.toItem,
        workerStatus,
        addressKey,
      })
      sharePageRoutes(app, { authorise, contents, thumbnailPath, publicUrl, readPage, notBuilt })
    },
  }
}
