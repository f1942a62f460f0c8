// Requests to addresses that somebody gave us. Whoever adds a worker chooses where this backend connects to, so he must not
// reach what only this backend reaches: its machine, its network, its cloud's metadata (OWASP, Server-Side Request Forgery).
// The address is judged where it cannot change any more: inside the lookup of the connection itself, which then goes to the
// very addresses that were judged (S22). Nothing is followed, unpacked, or waited for beyond the limits (S23).
import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { errorCode } from '../error-code.ts'
import { reachOf } from './public-address.ts'

const TIMEOUT_MS = 5_000
const MAX_BYTES = 64 * 1024

/**
 * Why there is no answer. `refused`: the address is not one we connect to; nothing was sent. `certificate`: TLS does not say
 * that it is this host.
 */
export type FetchProblem = 'refused' | 'unreachable' | 'certificate' | 'timeout' | 'redirect' | 'too_large'

export class GuardedFetchError extends Error {
  readonly problem: FetchProblem
  constructor(problem: FetchProblem, detail: string, options?: { cause?: unknown }) {
    super(detail, options)
    this.name = 'GuardedFetchError'
    this.problem = problem
  }
}

export type GuardedRequest = {
  method?: string
  headers?: Record<string, string>
  body?: string
  /** 64 KiB unless said otherwise; a longer answer is `too_large`. */
  maxBytes?: number
  /** 5 s unless said otherwise, from the lookup to the last byte. */
  timeoutMs?: number
  signal?: AbortSignal | undefined
}

export type GuardedAnswer = {
  /** Never a redirect. */
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** Rejects with GuardedFetchError, and with the signal's reason. */
export type GuardedFetch = (url: string, request?: GuardedRequest) => Promise<GuardedAnswer>

export type Lookup = (
  host: string,
  options: { all: true; family: number },
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

type Options = {
  /** Addresses of the operator's own settings: he may name what he likes. */
  named?: readonly string[]
  /** Whether private addresses, http and any port are allowed as well. */
  isPrivateAllowed?: boolean
  lookup?: Lookup
  /** Certificates of authorities to trust besides; for tests. */
  ca?: string
}

const refused = (why: string) => new GuardedFetchError('refused', why)

/** What Node's TLS says of certificates (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const CERTIFICATE_CODE = /CERT|SIGNED|CRL|^ERR_TLS|^ERR_SSL|HOSTNAME/

const toProblem = (error: unknown): GuardedFetchError => {
  if (error instanceof GuardedFetchError) return error
  const code = errorCode(error) ?? ''
  const problem = CERTIFICATE_CODE.test(code) ? 'certificate' : 'unreachable'
  return new GuardedFetchError(problem, `no connection (${code || 'unknown'})`, { cause: error })
}

/** Collects the body; stops reading where it becomes too long. It is never unpacked. */
const readAnswer = async (response: IncomingMessage, maxBytes: number): Promise<GuardedAnswer> => {
  const { statusCode: status = 0, headers } = response
  if (status >= 300 && status < 400 && status !== 304)
    throw new GuardedFetchError('redirect', `it sends elsewhere (${status})`)
  const parts: Buffer[] = []
  let length = 0
  for await (const part of response) {
    const bytes = Buffer.from(part)
    length += bytes.length
    if (length > maxBytes) throw new GuardedFetchError('too_large', `more than ${maxBytes} bytes`)
    parts.push(bytes)
  }
  return { status, headers, body: Buffer.concat(parts) }
}

export const createGuardedFetch = ({
  named = [],
  isPrivateAllowed = false,
  lookup = systemLookup,
  ca,
}: Options = {}): GuardedFetch => {
  const namedOrigins = new Set(named.map((url) => new URL(url).origin))

  const isAllowed = (address: string): boolean => {
    const reach = reachOf(address)
    return reach === 'public' || (reach === 'private' && isPrivateAllowed)
  }

  /** Throws before anything is looked up or sent. */
  const judge = (text: string): { url: URL; isNamed: boolean } => {
    if (!URL.canParse(text)) throw refused('not an address')
    const url = new URL(text)
    const isNamed = namedOrigins.has(url.origin)
    if (url.username || url.password) throw refused('an address with a name or password in it')
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('neither https nor http')
    if (isNamed) return { url, isNamed }
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (isPrivateAllowed) {
      // No lookup is made for what is an address already.
      if (isIP(host) !== 0 && !isAllowed(host)) throw refused('an address that is nobody’s worker')
      return { url, isNamed }
    }
    if (url.protocol !== 'https:') throw refused('not https')
    if (url.port !== '') throw refused('not the port of https')
    if (isIP(host) !== 0) throw refused('a bare IP address')
    return { url, isNamed }
  }

  /** Node asks once for each connection, and connects to nothing but what is answered here. */
  const guardedLookup: LookupFunction = (host, options, answer) => {
    lookup(host, { all: true, family: Number(options.family ?? 0) || 0 }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error || !first) return answer(error ?? refused('it has no address'), [])
      if (!addresses.every(({ address }) => isAllowed(address)))
        return answer(refused('an address inside a private network'), [])
      if (options.all === true) return answer(null, addresses)
      return answer(null, first.address, first.family)
    })
  }

  return async (text, { method = 'GET', headers = {}, body, maxBytes, timeoutMs, signal } = {}) => {
    const { url, isNamed } = judge(text)
    const deadline = AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS)
    const isHttps = url.protocol === 'https:'
    const ask = isHttps ? httpsRequest : httpRequest
    const request = ask(url, {
      method,
      // A fresh connection without the proxies of the environment.
      agent: false,
      headers: { 'accept-encoding': 'identity', ...headers },
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      ...(!isNamed && { lookup: guardedLookup }),
      ...(isHttps && { ca }),
    })
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request.once('response', resolve).once('error', reject).end(body)
      })
      return await readAnswer(response, maxBytes ?? MAX_BYTES)
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      if (deadline.aborted)
        throw new GuardedFetchError('timeout', 'no whole answer in time', { cause: error })
      throw toProblem(error)
    } finally {
      request.on('error', () => {}).destroy()
    }
  }
}
