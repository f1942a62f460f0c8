import type { Account, AccountChange, Credentials, SessionAnswer } from '@gramreel/contracts/accounts'
import type { FileFilter, FileItem, FilePage, FileQuery } from '@gramreel/contracts/catalogue'
import type { ErrorBody, ErrorCode } from '@gramreel/contracts/errors'
import type { LinkAnswer } from '@gramreel/contracts/links'
import type { Status } from '@gramreel/contracts/status'
import type { Timeline, TimelinePlace } from '@gramreel/contracts/timeline'

/** `unreachable`: no answer came at all, or one that is not ours (a proxy's page). */
export type FailureCode = ErrorCode | 'unreachable'

/** A call to the backend that did not succeed. `code` decides the words; see texts.ts. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: FailureCode
  /** Asking again is in vain before; undefined where nobody said. */
  readonly retryAfterSeconds: number | undefined
  constructor(
    code: FailureCode,
    detail: string,
    options?: { cause?: unknown; retryAfterSeconds?: number | undefined },
  ) {
    super(detail, options)
    this.code = code
    this.retryAfterSeconds = options?.retryAfterSeconds
  }
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false
  const { error } = body
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
}

/** The code in the body of an error answer; undefined when the body is not one of ours. */
export async function readErrorCode(answer: Response): Promise<ErrorCode | undefined> {
  try {
    const body: unknown = await answer.json()
    return isErrorBody(body) ? body.error.code : undefined
  } catch {
    return undefined
  }
}

type Call = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  signal?: AbortSignal | undefined
}

/**
 * Calls the backend of this page. Rejects with ApiError; a call that was aborted rejects with the signal's reason,
 * which is not an error to tell anybody about.
 */
export async function call<T>(path: string, { method = 'GET', body, signal }: Call = {}): Promise<T> {
  const init: RequestInit = { method, credentials: 'same-origin', headers: { accept: 'application/json' } }
  if (signal !== undefined) init.signal = signal
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { accept: 'application/json', 'content-type': 'application/json' }
  }
  let answer: Response
  try {
    answer = await fetch(path, init)
  } catch (cause) {
    signal?.throwIfAborted()
    throw new ApiError('unreachable', `${method} ${path} got no answer`, { cause })
  }
  if (!answer.ok) {
    const code = await readErrorCode(answer)
    throw new ApiError(code ?? 'unreachable', `${method} ${path} answered ${answer.status}`, {
      retryAfterSeconds: Number(answer.headers.get('retry-after')) || undefined,
    })
  }
  try {
    // The backend's answers are tested against the contract over there; its schema library would double what is loaded here.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    return (answer.status === 204 ? undefined : await answer.json()) as T
  } catch (cause) {
    signal?.throwIfAborted()
    throw new ApiError('unreachable', `${method} ${path} answered something else than JSON`, { cause })
  }
}

const accountOf = (answer: SessionAnswer): Account => answer.account

/** Who is signed in; null for nobody. */
export async function readSession(signal?: AbortSignal): Promise<Account | null> {
  try {
    return accountOf(await call<SessionAnswer>('/api/session', { signal }))
  } catch (error) {
    if (error instanceof ApiError && error.code === 'signed_out') return null
    throw error
  }
}

export const signIn = async (body: Credentials): Promise<Account> =>
  accountOf(await call<SessionAnswer>('/api/session', { method: 'POST', body }))

/** Signs in with the one-time code of a printed link. */
export const signInWithCode = async (code: string): Promise<Account> =>
  accountOf(await call<SessionAnswer>('/api/session/code', { method: 'POST', body: { code } }))

export const changeAccount = async (body: AccountChange): Promise<Account> =>
  accountOf(await call<SessionAnswer>('/api/account', { method: 'PUT', body }))

export const signOut = (): Promise<void> => call<void>('/api/session', { method: 'DELETE' })

function searchOf(query: FileQuery): URLSearchParams {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  return search
}

export const readFiles = (query: FileQuery, signal?: AbortSignal): Promise<FilePage> =>
  call(`/api/files?${searchOf(query)}`, { signal })

export const readTimeline = (filter: FileFilter, signal?: AbortSignal): Promise<Timeline> =>
  call(`/api/timeline?${searchOf(filter)}`, { signal })

/** Where an item stands under a filter; undefined when it does not. */
export async function readTimelineIndex(
  id: string,
  filter: FileFilter,
  signal?: AbortSignal,
): Promise<number | undefined> {
  try {
    const path = `/api/timeline/${encodeURIComponent(id)}?${searchOf(filter)}`
    return (await call<TimelinePlace>(path, { signal })).index
  } catch (error) {
    if (error instanceof ApiError && error.code === 'file_not_found') return undefined
    throw error
  }
}

export const readFile = (id: string, signal?: AbortSignal): Promise<FileItem> =>
  call(`/api/files/${encodeURIComponent(id)}`, { signal })

export const readLink = (id: string, signal?: AbortSignal): Promise<LinkAnswer> =>
  call(`/api/files/${encodeURIComponent(id)}/link`, { signal })

/** A hint: nobody waits for it, and whatever comes of it is fine. */
export const prefetch = (filePath: string): void => {
  call(`${filePath}/prefetch`, { method: 'POST' }).catch(() => undefined)
}

export const readStatus = (signal?: AbortSignal): Promise<Status> => call('/api/status', { signal })
