// Methods on messages that are there already.
import type { Message } from '../world.ts'
import { badRequest } from './answer.ts'
import { parseInteger } from './arguments.ts'
import { boxOf, findChat, type Access } from './chats.ts'
import type { BotApiMethods, Call } from './methods.ts'
import { addressed, sent } from './send.ts'
import { type FormattedText, readCaption, readText } from './texts.ts'

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message'
const MAX_DELETED = 100
const PRIVATE_DELETE_SECONDS = 48 * 3600

/** The message that the call names; `what` as in Telegram's "message to copy not found". */
function findMessage(call: Call, access: Access, what: string, chatField = 'chat_id'): Message {
  const { world, bot, args } = call
  const chat = findChat(call, access, chatField)
  const message = world.message(chat, args.integer('message_id', 0, 0), boxOf(chat, bot))
  if (!message) throw badRequest(`${what} not found`)
  return message
}

function edit(call: Call, read: (call: Call) => FormattedText, part: 'text' | 'caption'): unknown {
  const { world, bot } = call
  const change = read(call)
  const message = findMessage(call, 'write', 'message to edit')
  if (message.chat > 0 && message.from !== bot.id) throw badRequest("message can't be edited")
  if ((message.media === undefined) === (part === 'caption')) {
    throw badRequest(`there is no ${part} in the message to edit`)
  }
  if (sameText(message, change)) throw badRequest(NOT_MODIFIED)
  const by = { ...change, by: bot.id }
  const edited = world.editMessage(message.chat, message.id, by, boxOf(message.chat, bot))
  if (!edited) throw badRequest('message to edit not found')
  return sent(call, edited)
}

const sameText = (a: FormattedText, b: FormattedText) =>
  a.text === b.text && JSON.stringify(a.entities) === JSON.stringify(b.entities)

/**
 * https://core.telegram.org/bots/api#deletemessage: in a channel one's own posts, and others' with the right to; in a private
 * chat either side's of the last 48 hours. The words are TDLib's (MessagesManager, "Message can't be deleted").
 */
function refusalToDelete({ world, bot }: Call, message: Message): string | undefined {
  if (message.chat > 0)
    return Date.now() / 1000 - message.date > PRIVATE_DELETE_SECONDS
      ? "message can't be deleted for everyone"
      : undefined
  const mayDelete = message.from === bot.id || world.mayDelete(message.chat, bot.id)
  return mayDelete ? undefined : "message can't be deleted"
}

function deleteOne(call: Call, message: Message): boolean {
  const refusal = refusalToDelete(call, message)
  if (refusal !== undefined) throw badRequest(refusal)
  return call.world.deleteMessage(message.chat, message.id, boxOf(message.chat, call.bot))
}

export const messageMethods: BotApiMethods = {
  copyMessage(call) {
    const { world, args } = call
    args.required('from_chat_id')
    const original = findMessage(call, 'read', 'message to copy', 'from_chat_id')
    const chat = findChat(call, 'write')
    const text = original.media && args.has('caption') ? readCaption(args) : original
    const { id } = world.addMessage({
      ...addressed(call, chat),
      text: text.text,
      entities: text.entities,
      ...(original.media && { media: original.media }),
    })
    return { message_id: id }
  },

  forwardMessage(call) {
    const { world, args } = call
    args.required('from_chat_id')
    const original = findMessage(call, 'read', 'message to forward', 'from_chat_id')
    const chat = findChat(call, 'write')
    const { id, date, text, entities, media } = original
    const source = original.bot === undefined ? original.chat : (original.from ?? original.chat)
    const forwarded = world.addMessage({
      ...addressed(call, chat),
      text,
      entities,
      ...(media && { media }),
      forwardedFrom: original.forwardedFrom ?? { chat: source, id, date },
    })
    return sent(call, forwarded)
  },

  editMessageText: (call) => edit(call, ({ args }) => readText(args), 'text'),
  editMessageCaption: (call) => edit(call, ({ args }) => readCaption(args), 'caption'),

  deleteMessage(call) {
    const { args } = call
    if (args.text('chat_id') === undefined) throw badRequest('chat identifier is not specified')
    if (args.integer('message_id', 0, 0) === 0) throw badRequest('message identifier is not specified')
    return deleteOne(call, findMessage(call, 'write', 'message to delete'))
  },

  /** Numbers that are not there are passed over. */
  deleteMessages(call) {
    const ids = readMessageIds(call)
    const chat = findChat(call, 'write')
    for (const id of ids) {
      const message = call.world.message(chat, id, boxOf(chat, call.bot))
      if (message) deleteOne(call, message)
    }
    return true
  },
}

function readMessageIds({ args }: Call): number[] {
  const ids = args.json('message_ids')
  if (ids === undefined) throw badRequest('message identifiers are not specified')
  if (!Array.isArray(ids)) throw badRequest('expected an Array of message identifiers')
  if (ids.length > MAX_DELETED) throw badRequest('too many message identifiers specified')
  if (ids.length === 0) throw badRequest('message identifiers are not specified')
  return ids.map((id: unknown) => {
    if (typeof id !== 'number' && typeof id !== 'string') {
      throw badRequest('message identifier must be a Number')
    }
    const number = parseInteger(String(id))
    if (number <= 0) throw badRequest('invalid message identifier specified')
    return number
  })
}
