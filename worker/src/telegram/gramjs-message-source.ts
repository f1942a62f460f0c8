// MessageSource over GramJS. A bot cannot read a channel's history, but it may ask for messages by their numbers.
import type { ToldMessages } from '@gramreel/contracts/messages'
import { Api } from 'telegram/tl/api.js'
import { messagesRequest } from './gramjs-message.ts'
import type { GramjsChunkSource } from './gramjs-chunk-source.ts'
import { tellMessage } from './gramjs-told-message.ts'
import type { MessageSource } from './message-source.ts'

export function createGramjsMessageSource(source: Pick<GramjsChunkSource, 'question'>): MessageSource {
  return {
    async messages({ chat, first, count }, signal): Promise<ToldMessages> {
      const numbers = Array.from({ length: count }, (_, i) => first + i)
      const answer = await source.question(
        `reading messages ${first} to ${first + count - 1} of chat ${chat}`,
        () => messagesRequest(chat, numbers),
        { priority: 'maybe', signal },
      )
      const told = 'messages' in answer ? answer.messages : []
      // Telegram answers a number without a message by a MessageEmpty.
      const there = told.filter((message) => !(message instanceof Api.MessageEmpty))
      return {
        messages: there.flatMap((message) => tellMessage(message) ?? []),
        last: Math.max(0, ...there.map(({ id }) => id)),
      }
    },
  }
}
