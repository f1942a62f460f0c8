import type {
  Account,
  BrowserList,
  InvitationList,
  InvitationRequest,
  JoinFacts,
  JoinRequest,
  OneTimeLink,
  PasswordReset,
  PersonList,
  Role,
  SessionAnswer,
} from '@gramreel/contracts/accounts'
import { queryOptions } from '@tanstack/react-query'
import { ApiError, call } from '../../shared/api.ts'
import { failureText } from '../../shared/texts.ts'

const at = (path: string, id: string) => `${path}/${encodeURIComponent(id)}`

export const browsersQuery = queryOptions({
  queryKey: ['browsers'],
  queryFn: async ({ signal }) => (await call<BrowserList>('/api/account/browsers', { signal })).browsers,
})
export const signOutBrowser = (id: string) =>
  call<void>(at('/api/account/browsers', id), { method: 'DELETE' })
export const signOutEverywhere = () => call<void>('/api/account/browsers', { method: 'DELETE' })

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async ({ signal }) => (await call<PersonList>('/api/people', { signal })).people,
})
export const changeRole = ({ id, role }: { id: string; role: Role }) =>
  call<void>(`${at('/api/people', id)}/role`, { method: 'PUT', body: { role } })
export const removePerson = (id: string) => call<void>(at('/api/people', id), { method: 'DELETE' })
export const makeResetLink = (id: string) =>
  call<OneTimeLink>(`${at('/api/people', id)}/reset`, { method: 'POST' })

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: async ({ signal }) => (await call<InvitationList>('/api/invitations', { signal })).invitations,
})
export const invite = (body: InvitationRequest) =>
  call<OneTimeLink>('/api/invitations', { method: 'POST', body })
export const withdrawInvitation = (id: string) => call<void>(at('/api/invitations', id), { method: 'DELETE' })

export const lookAtLink = (code: string) =>
  call<JoinFacts>('/api/join/look', { method: 'POST', body: { code } })
export const join = async (body: JoinRequest): Promise<Account> =>
  (await call<SessionAnswer>('/api/join', { method: 'POST', body })).account
export const resetPassword = async (body: PasswordReset): Promise<Account> =>
  (await call<SessionAnswer>('/api/join/reset', { method: 'POST', body })).account

/** What to say about a call that failed; undefined when none did. */
export const sentenceOf = (error: Error | null): string | undefined =>
  error === null ? undefined : failureText(error instanceof ApiError ? error.code : 'internal')
