// Albums: https://core.telegram.org/bots/api#sendmediagroup
import { isRecord } from '../guards.ts'
import { badRequest, BotApiError } from './answer.ts'
import { findChat } from './chats.ts'
import { readInputFile } from './input-files.ts'
import type { Call } from './methods.ts'
import { type SendKind, takeMedia } from './new-media.ts'
import { addressed, sent } from './send.ts'
import { formatCaption } from './texts.ts'

const ALBUM_KINDS: readonly SendKind[] = ['photo', 'video', 'audio', 'document']
const MAX_ITEMS = 10

export async function sendMediaGroup(call: Call): Promise<unknown> {
  const { world, args } = call
  args.required('media')
  const media = args.json('media', 'media')
  if (!Array.isArray(media)) throw badRequest('expected an Array of InputMedia')
  const items = media.map((item: unknown) => readItem(call, item))
  const chat = findChat(call, 'write')
  if (items.length === 0) throw badRequest('there are no messages to send')
  if (items.length > MAX_ITEMS) throw badRequest('too many messages to send as an album')
  const kinds = new Set(items.map(({ kind }) => kind))
  if (kinds.size > 1 && (kinds.has('audio') || kinds.has('document'))) {
    throw badRequest("documents and audios can't be mixed with other media types")
  }

  const ready = []
  for (const [index, { kind, input, said, caption }] of items.entries()) {
    try {
      ready.push({ media: await takeMedia(world, kind, input, said), ...caption })
    } catch (error) {
      if (!(error instanceof BotApiError)) throw error
      const reason = error.message.replace(/^Bad Request: /, '')
      throw badRequest(`failed to send message #${index + 1} with the error message "${reason}"`)
    }
  }
  const group = ready.length > 1 ? { groupedId: world.newGroupedId() } : {}
  return ready.map((fields) =>
    sent(call, world.addMessage({ ...addressed(call, chat), ...group, ...fields })),
  )
}

function readItem({ world, args }: Call, item: unknown) {
  if (!isRecord(item)) throw badRequest("can't parse InputMedia: expected an Object")
  const fields = item
  const text = (name: string) => {
    const value = fields[name]
    if (value !== undefined && value !== null && typeof value !== 'string') {
      throw badRequest(`can't parse InputMedia: field "${name}" must be of type String`)
    }
    return value || undefined
  }
  const number = (name: string) => Math.max(Math.trunc(Number(fields[name] ?? 0)) || 0, 0)
  const type = text('type')
  if (type === undefined) throw badRequest('can\'t parse InputMedia: can\'t find field "type"')
  const kind = ALBUM_KINDS.find((known) => known === type)
  if (kind === undefined) {
    const why = type === 'animation' ? "can't be used in sendMediaGroup" : 'is unsupported'
    throw badRequest(`can't parse InputMedia: type "${type}" ${why}`)
  }
  const wanted = kind === 'photo' ? 'photo' : 'document'
  const input = readInputFile(world, args, undefined, text('media'), wanted)
  if (!input) throw badRequest("can't parse InputMedia: media not found")
  const thumbnail = text('thumbnail')?.startsWith('attach://')
    ? readInputFile(world, args, undefined, text('thumbnail'), 'document')
    : undefined
  return {
    kind,
    input,
    caption: formatCaption(text('caption'), text('parse_mode'), fields['caption_entities']),
    said: {
      width: number('width'),
      height: number('height'),
      duration: number('duration'),
      title: text('title'),
      performer: text('performer'),
      supportsStreaming: fields['supports_streaming'] === true,
      thumbnail: thumbnail && 'upload' in thumbnail ? thumbnail.upload.content : undefined,
    },
  }
}
