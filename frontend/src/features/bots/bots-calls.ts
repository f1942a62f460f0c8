import type { BotList, Channel, ChannelChoice, ConnectedBot } from '@gramreel/contracts/bots'
import { queryOptions } from '@tanstack/react-query'
import { ApiError, call } from '../../shared/api.ts'
import { failureText } from '../../shared/texts.ts'

export const botsQuery = queryOptions({
  queryKey: ['bots'],
  queryFn: async ({ signal }) => (await call<BotList>('/api/bots', { signal })).bots,
})

export const connectBot = (token: string) =>
  call<ConnectedBot>('/api/bots', { method: 'POST', body: { token } })
export const removeBot = (id: number) => call<void>(`/api/bots/${id}`, { method: 'DELETE' })

type Place = { bot: number; chat: string }

export const chooseChannel = ({ bot, chat, decision }: Place & ChannelChoice) =>
  call<Channel>(`/api/bots/${bot}/channels/${chat}`, { method: 'PUT', body: { decision } })
export const checkChannel = ({ bot, chat }: Place) =>
  call<Channel>(`/api/bots/${bot}/channels/${chat}/check`, { method: 'POST' })

/** What to say about a call that failed; undefined when none did. */
export const sentenceOf = (error: Error | null): string | undefined =>
  error === null ? undefined : failureText(error instanceof ApiError ? error.code : 'internal')
