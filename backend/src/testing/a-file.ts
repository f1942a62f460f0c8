import type { FileRow, PostedFile } from '../storage/schema.ts'

let nextMessage = 1

/** A posted film of one MiB; the message is a new one unless given. */
export const aFile = (fields: Partial<PostedFile> = {}): PostedFile => ({
  bot_id: 7,
  box: 0,
  chat_id: '-1001234567890',
  message_id: nextMessage++,
  media_group_id: null,
  kind: 'video',
  name: 'film.mp4',
  caption: '',
  mime: 'video/mp4',
  size: 1_048_576,
  width: 1920,
  height: 1080,
  duration_seconds: 60,
  posted_at: 1_790_000_000,
  edited_at: null,
  file_id: 'BAACAgIAAxkBAAIBexample',
  file_unique_id: 'AgADexample',
  thumbnail_file_id: null,
  thumbnail_unique_id: null,
  as_file: 0,
  ...fields,
})

/** Its row in the catalogue. */
export const aRow = (fields: Partial<FileRow> = {}): FileRow => ({
  ...aFile(),
  number: 1,
  id: 'V1StGXR8_Z5jdHi6B-myT',
  search_text: '',
  deleted_at: null,
  inspected_at: null,
  taken_at: null,
  made_thumbnail: null,
  trashed_at: null,
  captions_of: null,
  thumbhash: null,
  codecs: null,
  camera: null,
  chapters: null,
  sprites: null,
  taken_key: 1_790_000_000,
  name_key: '',
  ...fields,
})
