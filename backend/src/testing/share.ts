// Shares and the guests who come to them.
import type { NewShare, Share } from '@gramreel/contracts/shares'
import { createCatalogue } from '../catalogue/catalogue.ts'
import type { Database } from '../storage/database.ts'
import type { PostedFile } from '../storage/schema.ts'
import { aFile } from './a-file.ts'
import type { Answer, Client } from './start-backend.ts'

/** Puts a file into the catalogue; answers its id. */
export const postFile = async (database: Database, fields: Partial<PostedFile> = {}): Promise<string> => {
  const file = aFile(fields)
  await createCatalogue(database).save([file])
  const { id } = await database
    .selectFrom('files')
    .select('id')
    .where('chat_id', '=', file.chat_id)
    .where('message_id', '=', file.message_id)
    .executeTakeFirstOrThrow()
  return id
}

export const share = async (client: Client, what: NewShare): Promise<Share & { slug: string }> => {
  const { status, body } = await client.request('POST', '/api/shares', what)
  if (status !== 201) throw new Error(`sharing: ${status} ${JSON.stringify(body)}`)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the contract says; tested by those who use it
  return body as Share & { slug: string }
}

export type Guest = {
  ask: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer & { raw: string }>
  /** All that it was ever told: status lines aside, every byte of every answer. */
  told: () => string
}

/** A browser of its own: it keeps cookies, and sends each only where it belongs (RFC 6265, section 5.4). */
export const createGuest = (url: string, cookieAtFirst = ''): Guest => {
  const jar = new Map<string, { pair: string; path: string }>()
  const told: string[] = []
  const cookiesFor = (path: string) =>
    [...jar.values()].filter((cookie) => path.startsWith(cookie.path)).map(({ pair }) => pair)
  return {
    told: () => told.join('\n'),
    ask: async (method, path, body, headers = {}) => {
      const cookie = [cookieAtFirst, ...cookiesFor(path)].filter(Boolean).join('; ')
      const response = await fetch(url + path, {
        method,
        redirect: 'manual',
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(cookie !== '' && { cookie }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      for (const set of response.headers.getSetCookie()) {
        const pair = set.split(';')[0] ?? ''
        const cookiePath = /; Path=([^;]*)/.exec(set)?.[1] ?? '/'
        jar.set(`${pair.split('=')[0]} ${cookiePath}`, { pair, path: cookiePath })
      }
      const raw = await response.text()
      told.push(JSON.stringify([...response.headers]), raw)
      const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
      return {
        status: response.status,
        headers: response.headers,
        raw,
        body: isJson && raw !== '' ? JSON.parse(raw) : { text: raw },
      }
    },
  }
}
