// Where uploads may go: channels and supergroups whose posts are taken, so that what is uploaded is in the gallery like all else.
import type { Channel } from './uploads.ts'

type Parts = {
  accepted: () => Promise<readonly { bot_id: number; chat_id: string; title: string }[]>
  /** TELEGRAM_CHATS, of the bot of the settings; also before anything was heard from them. */
  named: 'any' | readonly string[]
  mainBot: () => number | undefined
}

// https://core.telegram.org/api/bots/ids: only channels and supergroups have ids below -10^12.
const isChannel = ({ chat }: Channel): boolean => Number(chat) <= -1_000_000_000_000

export const uploadChannels =
  ({ accepted, named, mainBot }: Parts) =>
  async (): Promise<Channel[]> => {
    const main = mainBot()
    const ofSettings =
      named === 'any' || main === undefined ? [] : named.map((chat) => ({ chat, botId: main, title: chat }))
    const decided = (await accepted()).map(({ chat_id: chat, bot_id: botId, title }) => ({
      chat,
      botId,
      title,
    }))
    const isOfMain = ({ botId }: Channel) => Number(botId === main)
    return [...ofSettings, ...decided.toSorted((a, b) => isOfMain(b) - isOfMain(a))].filter(isChannel)
  }

/** As people choose among them: each once. One of the settings is called by its number until a bot has heard of it. */
export const choicesOf = (channels: readonly Channel[]): { chat: string; title: string }[] => {
  const titles = new Map<string, string>()
  for (const { chat, title } of channels) {
    const known = titles.get(chat)
    if (known === undefined || known === chat) titles.set(chat, title)
  }
  return Array.from(titles, ([chat, title]) => ({ chat, title }))
}
