// A real backend on a free port with a folder of its own, and a small client that keeps its cookie.
import { onTestFinished } from 'vitest'
import { createBackend, type Backend, type BackendConfig } from '../app.ts'
import { createPostgresDatabase } from './on-both-databases.ts'
import { temporaryFolder } from './temporary-folder.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
export type Answer = { status: number; headers: Headers; body: Record<string, any> }

export type Client = {
  /** Sends JSON, reads JSON; `headers` win over the client's own. */
  request: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
  /** The cookies it would send. */
  cookie: () => string | undefined
}

export type Started = Backend & { logs: string[]; config: BackendConfig }

/**
 * `GRAMREEL_TEST_ON=postgres npx vitest run --project=backend` has every test of a whole backend run on Postgres. Backends on one
 * folder share their database.
 */
const isOnPostgres = process.env['GRAMREEL_TEST_ON'] === 'postgres'
const databaseOf = new Map<string, string>()
const postgresFor = async (dataDir: string) => {
  const databaseUrl = databaseOf.get(dataDir) ?? (await createPostgresDatabase())
  databaseOf.set(dataDir, databaseUrl)
  return { databaseUrl, secretKey: 'the same for backends on one folder' }
}

export const startBackend = async (overrides: Partial<BackendConfig> = {}): Promise<Started> => {
  const logs: string[] = []
  const dataDir = overrides.dataDir ?? (await temporaryFolder())
  const config: BackendConfig = {
    host: '127.0.0.1',
    port: 0,
    dataDir,
    ...(isOnPostgres && (await postgresFor(dataDir))),
    botApiUrl: 'http://127.0.0.1:9',
    chats: 'any',
    directLinks: 'owner',
    log: (line) => logs.push(line),
    ...overrides,
  }
  const backend = await createBackend(config)
  let closing: Promise<void> | undefined
  const close = () => (closing ??= backend.close())
  onTestFinished(close)
  return { ...backend, close, logs, config }
}

export const createClient = (url: string, cookieAtFirst?: string): Client => {
  const jar = new Map<string, string>()
  const keep = (line: string) => {
    const [pair = '', ...attributes] = line.split('; ')
    const name = pair.slice(0, pair.indexOf('='))
    if (attributes.includes('Expires=Thu, 01 Jan 1970 00:00:00 GMT')) jar.delete(name)
    else jar.set(name, pair.slice(name.length + 1))
  }
  if (cookieAtFirst !== undefined) keep(cookieAtFirst)
  const cookieOf = () => Array.from(jar, ([name, value]) => `${name}=${value}`).join('; ') || undefined
  return {
    cookie: cookieOf,
    request: async (method, path, body, headers = {}) => {
      const cookie = cookieOf()
      const response = await fetch(url + path, {
        method,
        redirect: 'manual',
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(cookie !== undefined && { cookie }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      for (const line of response.headers.getSetCookie()) keep(line)
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
      return {
        status: response.status,
        headers: response.headers,
        body: isJson && text !== '' ? JSON.parse(text) : { text },
      }
    },
  }
}

/** A client that came in by the one-time code. */
export const signInOwner = async (backend: Backend): Promise<Client> => {
  const client = createClient(backend.url)
  const code = backend.signInUrl.split('#code=')[1]
  const answer = await client.request('POST', '/api/session/code', { code })
  if (answer.status !== 200) throw new Error(`signing in: ${answer.status}`)
  return client
}
