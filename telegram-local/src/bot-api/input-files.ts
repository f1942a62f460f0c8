// The file arguments of send methods: an upload (by field, or attach://field), or the file_id of a file that Telegram has.
// A URL would be fetched by the real server; this one fetches nothing, and answers as if it could not be had.
import type { Media, World } from '../world.ts'
import { badRequest } from './answer.ts'
import type { Arguments, SentFile } from './arguments.ts'
import { readFileId } from './file-ids.ts'
import { findFile, isAvailable } from './files.ts'

export type InputFile = { upload: SentFile } | { existing: Media }

/** Undefined when the call has no such file. */
export function readInputFile(
  world: World,
  args: Arguments,
  field: string | undefined,
  value: string | undefined,
  wanted: 'photo' | 'document',
): InputFile | undefined {
  const attached = /^attach:\/\/(.*)$/s.exec(value ?? '')?.[1]
  if (value !== undefined && attached === undefined) return { existing: findByFileId(world, value, wanted) }
  const name = attached ?? field
  const upload = name === undefined ? undefined : args.file(name)
  if (upload?.content.size === 0) throw badRequest('file must be non-empty')
  return upload && { upload }
}

function findByFileId(world: World, text: string, wanted: 'photo' | 'document'): Media {
  if (/^https?:\/\//i.test(text)) throw badRequest('failed to get HTTP URL content')
  // TDLib takes everything with a dot for a URL.
  if (text.includes('.')) throw badRequest('wrong file identifier/HTTP URL specified')
  const facts = readFileId(text)
  if (!facts) throw badRequest("wrong remote file identifier specified: can't unserialize it")
  const isPhoto = facts.type === 'Photo'
  if (isPhoto !== (wanted === 'photo')) {
    throw badRequest(`can't use file of type ${facts.type} as ${wanted === 'photo' ? 'Photo' : 'Document'}`)
  }
  const file = findFile(world, facts)
  if (!file || !isAvailable(world, file.media, facts.reference)) {
    throw badRequest('wrong file identifier/HTTP URL specified')
  }
  return file.media
}
