// The keys that sign links, and how they are changed. They are in the database, sealed, so that several backends sign with
// the same one. A new key is published before it signs, so that workers know it when the first link needs it; the old one is
// published until the last of its links is over.
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CLOCK_SKEW_SECONDS, LINK_LIFETIME_SECONDS } from '@gramreel/contracts/limits'
import { errorCode } from '../error-code.ts'
import { StartError } from '../start-error.ts'
import { writePrivateFile } from '../storage/data-dir.ts'
import type { Database } from '../storage/database.ts'
import type { LinkKeysTable } from '../storage/schema.ts'
import type { SecretBox } from '../storage/secret-box.ts'
import { newPrivatePem, parseLinkKey, publicPemOf, type LinkKey } from './link-key.ts'

/** Longer than workers wait between two questions about a key that they do not know (30 s), and than answers are cached. */
export const KEY_LEAD_SECONDS = 120
/** How long the links of a key may be used after it has signed the last one. */
const OUTLIVED_SECONDS = LINK_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS
const RELOAD_MS = 5_000

/** `privateKey` and `kid` change between two turns of the event loop at most: read both in one. */
export type LinkKeys = LinkKey & {
  /** Makes the next key, unless one is waiting to sign already. Answers from when it signs, seconds since 1970. */
  rotate: () => Promise<number>
  reload: () => Promise<void>
  close: () => void
}

type Parts = {
  dataDir: string
  database: Database
  secretBox: SecretBox
  /** Seconds since 1970. */
  now?: () => number
}

type OpenedKey = { key: LinkKey; signsFrom: number }

const placeOf = (kid: string) => `link_keys/${kid}/private_key` as const

/** The key of releases before, which kept it in a file. */
const readOldFile = async (path: string): Promise<string | undefined> => {
  try {
    const pem = await readFile(path, 'utf8')
    parseLinkKey(pem)
    return pem
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined
    throw new StartError(`${path} is not a P-256 private key. Remove it, and a new one will be made.`, {
      cause,
    })
  }
}

/** Takes over DATA_DIR/link-key.pem, or makes a key at the first start. */
export const openLinkKeys = async ({
  dataDir,
  database,
  secretBox,
  now = () => Math.floor(Date.now() / 1000),
}: Parts): Promise<LinkKeys> => {
  let opened: OpenedKey[] = []
  let signing: LinkKey
  let jwks: LinkKey['jwks'] = { keys: [] }
  const publicPath = join(dataDir, 'link-key.public.pem')
  // A full disk is no reason not to start with what is written there already.
  let publicPem = await readFile(publicPath, 'utf8').catch(() => '')

  const readRows = () => database.selectFrom('link_keys').selectAll().orderBy('generation').execute()

  const add = async (pem: string, generation: number, signsFrom: number): Promise<void> => {
    const { kid } = parseLinkKey(pem)
    const row = { kid, private_key_enc: secretBox.seal(pem, placeOf(kid)), signs_from: signsFrom }
    // Another backend may have made the same generation: then that one is it.
    await database
      .insertInto('link_keys')
      .values({ generation, ...row })
      .onConflict((conflict) => conflict.column('generation').doNothing())
      .execute()
  }

  /** Sealed with another SECRET_KEY, a key is as good as none. */
  const openRow = ({ kid, private_key_enc: sealed, signs_from: signsFrom }: LinkKeysTable): OpenedKey[] => {
    const pem = secretBox.open(sealed, placeOf(kid))
    return pem === undefined ? [] : [{ key: parseLinkKey(pem), signsFrom }]
  }

  /** Which one signs, which ones are known to workers. */
  const judge = (): void => {
    const time = now()
    const index = Math.max(
      0,
      opened.findLastIndex(({ signsFrom }) => signsFrom <= time),
    )
    signing = opened[index]?.key ?? signing
    const keys = opened.flatMap(({ key }, i) => {
      const next = i < index ? opened[i + 1] : undefined
      if (!next) return key.jwks.keys
      const exp = next.signsFrom + OUTLIVED_SECONDS
      return exp > time ? key.jwks.keys.map((jwk) => ({ ...jwk, exp })) : []
    })
    jwks = { keys }
  }

  const writePublicPem = async (): Promise<void> => {
    const kids = new Set(jwks.keys.map(({ kid }) => kid))
    const pem = opened
      .filter(({ key }) => kids.has(key.kid))
      .map(({ key }) => publicPemOf(key))
      .join('')
    if (pem === publicPem) return
    await writePrivateFile(publicPath, pem)
    publicPem = pem
  }

  const reload = async (): Promise<void> => {
    const rows = await readRows()
    const kids = opened.map(({ key }) => key.kid).join()
    if (rows.map(({ kid }) => kid).join() !== kids) opened = rows.flatMap(openRow)
    judge()
    await writePublicPem()
  }

  const oldPath = join(dataDir, 'link-key.pem')
  const oldPem = await readOldFile(oldPath)
  const rows = await readRows()
  if (rows.flatMap(openRow).length === 0)
    await add(oldPem ?? newPrivatePem(), (rows.at(-1)?.generation ?? 0) + 1, 0)
  opened = (await readRows()).flatMap(openRow)
  const [first] = opened
  if (!first)
    throw new StartError('The key for links cannot be opened with this SECRET_KEY. Restore the key.')
  signing = first.key
  await reload()
  // It is in the database now, sealed; one that another backend was faster than stays for its operator to judge.
  if (oldPem !== undefined && opened.some(({ key }) => key.kid === parseLinkKey(oldPem).kid))
    await rm(oldPath, { force: true })

  const timer = setInterval(() => void reload().catch(() => {}), RELOAD_MS)

  return {
    get privateKey() {
      return signing.privateKey
    },
    get kid() {
      return signing.kid
    },
    get jwks() {
      return jwks
    },
    reload,
    rotate: async () => {
      const last = (await readRows()).at(-1)
      if (last && last.signs_from > now()) return last.signs_from
      const signsFrom = now() + KEY_LEAD_SECONDS
      await add(newPrivatePem(), (last?.generation ?? 0) + 1, signsFrom)
      await database
        .deleteFrom('link_keys')
        .where('generation', '<', (last?.generation ?? 0) - 8)
        .execute()
      await reload()
      return opened.at(-1)?.signsFrom ?? signsFrom
    },
    close: () => clearInterval(timer),
  }
}
