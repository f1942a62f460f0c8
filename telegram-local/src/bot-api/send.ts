import type { ChatId, Message } from '../world.ts'
import { badRequest } from './answer.ts'
import { boxOf, findChat } from './chats.ts'
import { readInputFile } from './input-files.ts'
import type { BotApiMethod, BotApiMethods, Call } from './methods.ts'
import { type SendKind, takeMedia } from './new-media.ts'
import { messageObject } from './objects/message.ts'
import { type FormattedText, readCaption, readText } from './texts.ts'

/** Fields that say where a new message of this bot goes. */
export function addressed({ bot }: Call, chat: ChatId) {
  const box = boxOf(chat, bot)
  return { chat, from: bot.id, ...(box !== undefined && { bot: box }) }
}

/** The message as its sender gets it. */
export const sent = ({ world }: Call, message: Message) => messageObject(world, message)

function sendFile(kind: SendKind, words = kind.replace('_', ' ')): BotApiMethod {
  const field = kind
  return async (call) => {
    const { world, args } = call
    const wanted = kind === 'photo' ? 'photo' : 'document'
    const input = readInputFile(world, args, field, args.text(field), wanted)
    if (!input) throw badRequest(`there is no ${words} in the request`)
    const caption: FormattedText = kind === 'video_note' ? { text: '', entities: [] } : readCaption(args)
    const chat = findChat(call, 'write')
    const length = args.integer('length', 0, 0)
    const media = await takeMedia(world, kind, input, {
      width: args.integer('width', length, 0),
      height: args.integer('height', length, 0),
      duration: args.integer('duration', 0, 0),
      title: args.text('title'),
      performer: args.text('performer'),
      supportsStreaming: args.flag('supports_streaming'),
      thumbnail: readThumbnail(call),
    })
    return sent(call, world.addMessage({ ...addressed(call, chat), ...caption, media }))
  }
}

/** Thumbnails can only be uploaded. */
function readThumbnail({ world, args }: Call) {
  const value = args.text('thumbnail')
  const attached = value?.startsWith('attach://') ? value : undefined
  const input = readInputFile(world, args, 'thumbnail', attached, 'document')
  return input && 'upload' in input ? input.upload.content : undefined
}

export const sendMethods: BotApiMethods = {
  sendMessage(call) {
    const text = readText(call.args)
    return sent(call, call.world.addMessage({ ...addressed(call, findChat(call, 'write')), ...text }))
  },
  sendPhoto: sendFile('photo'),
  sendVideo: sendFile('video'),
  sendAnimation: sendFile('animation'),
  sendAudio: sendFile('audio'),
  sendDocument: sendFile('document'),
  sendVoice: sendFile('voice'),
  sendVideoNote: sendFile('video_note'),
  sendChatAction(call) {
    call.args.required('action')
    findChat(call, 'write')
    return true
  },
}
