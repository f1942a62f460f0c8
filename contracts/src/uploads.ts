// An upload: a file on its way from a browser, through a worker, into a channel. The backend knows of it from the first moment
// (a row with the random_id under which it will be posted), the worker passes bytes on, and tells how far Telegram has them.
import { Type, type Static } from 'typebox'
import { FileItem } from './catalogue.ts'
import { FILE_ID_PATTERN } from './links.ts'

/** Bytes of a part, the unit in which Telegram takes files: https://core.telegram.org/api/files#uploading-files */
export const UPLOAD_PART_BYTES = 512 * 1024
/** Parts of a file at most, for everybody and for accounts that pay. */
export const UPLOAD_PARTS = 4000
export const UPLOAD_PARTS_PREMIUM = 8000
/** Up to here a picture may be sent as a photo. */
export const PHOTO_MAX_BYTES = 10 * 1024 * 1024
/** An upload that nobody goes on with is forgotten after this long. */
export const UPLOAD_KEPT_SECONDS = 24 * 3600
/** Longest caption Telegram takes of a bot, in UTF-16 code units. */
export const CAPTION_MAX_LENGTH = 1024

/**
 * What a file is recognised by: a chain over its parts of 512 KiB, c(0) = 32 zero bytes, c(n) = SHA-256(c(n-1), SHA-256(part n));
 * the last one, base64url. It covers every byte, a browser makes it part by part, and a worker can go on with it where another
 * left off, which no plain SHA-256 allows.
 */
export const Fingerprint = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })
const Chat = Type.String({ pattern: '^-?[0-9]{1,19}$' })
const Bytes = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Pixels = Type.Integer({ minimum: 1, maximum: 100_000 })
const Mime = Type.String({
  pattern: '^[a-z0-9][a-z0-9!#$&^_.+-]{0,100}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}$',
})
/** A JPEG of at most 320 px, base64, 30 KB at most. */
const Thumbnail = Type.String({ pattern: '^/9j/[A-Za-z0-9+/]{100,}={0,2}$', maxLength: 40_000 })

/** What Telegram is told of the file, so that it shows it as media. */
const described = {
  name: Type.String({ minLength: 1, maxLength: 255 }),
  mime: Mime,
  size: Type.Integer({ minimum: 1, maximum: UPLOAD_PARTS_PREMIUM * UPLOAD_PART_BYTES }),
  caption: Type.String({ maxLength: CAPTION_MAX_LENGTH }),
  /** `photo`: Telegram shrinks it and drops what is written into it; `file`: the bytes stay as they are. */
  as: Type.Union([Type.Literal('file'), Type.Literal('photo')]),
  width: Type.Optional(Pixels),
  height: Type.Optional(Pixels),
  durationSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 10_000_000 })),
  thumbnail: Type.Optional(Thumbnail),
  fingerprint: Type.Optional(Fingerprint),
}

/** Body of `POST /api/uploads`. */
export const BeginUpload = Type.Object(
  {
    ...described,
    caption: Type.Optional(described.caption),
    as: Type.Optional(described.as),
    /** Where it is stored; absent: the first channel that is accepted or known. */
    chat: Type.Optional(Chat),
  },
  { additionalProperties: false },
)
export type BeginUpload = Static<typeof BeginUpload>

/** `receiving`: bytes are missing · `posting`: Telegram has them all · `done` · `failed`: see `failure`. */
export const UploadStage = Type.Union([
  Type.Literal('receiving'),
  Type.Literal('posting'),
  Type.Literal('done'),
  Type.Literal('failed'),
])
export type UploadStage = Static<typeof UploadStage>

/** `changed`: other bytes than the fingerprint says · `refused`: Telegram does not take it · `no_access`: the bot may not post there. */
export const UploadFailure = Type.Union([
  Type.Literal('changed'),
  Type.Literal('refused'),
  Type.Literal('no_access'),
])
export type UploadFailure = Static<typeof UploadFailure>

export const UploadItem = Type.Object({
  id: Type.String({ pattern: FILE_ID_PATTERN }),
  name: Type.String(),
  size: Bytes,
  /** Bytes that Telegram has acknowledged, without a gap from the start. */
  received: Bytes,
  stage: UploadStage,
  failure: Type.Optional(UploadFailure),
  fingerprint: Type.Optional(Fingerprint),
  /** The item in the gallery, once done. */
  fileId: Type.Optional(Type.String({ pattern: FILE_ID_PATTERN })),
})
export type UploadItem = Static<typeof UploadItem>

/** The worker's address of an upload (tus 1.0.0), good for an hour; ask again for another. */
export const UploadLink = Type.Object({ url: Type.String(), expiresAt: Type.String() })
export type UploadLink = Static<typeof UploadLink>

/** The answer to `POST /api/uploads`: go on there, or the same file is in the gallery already. */
export const BegunUpload = Type.Union([
  Type.Object({ kind: Type.Literal('upload'), upload: UploadItem, ...UploadLink.properties }),
  Type.Object({
    kind: Type.Literal('exists'),
    file: FileItem,
    /** It was in the trash, and was taken out of it. */
    isRestored: Type.Optional(Type.Literal(true)),
  }),
])
export type BegunUpload = Static<typeof BegunUpload>

/** The answer to `GET /api/uploads`: the asker's own that are not done, oldest first. */
export const UploadList = Type.Object({ uploads: Type.Array(UploadItem) })
export type UploadList = Static<typeof UploadList>

/** The answer to `GET /api/upload-channels`: where uploads may go, the one that is taken unasked first. */
export const UploadChannels = Type.Object({
  channels: Type.Array(Type.Object({ chat: Chat, title: Type.String() })),
})
export type UploadChannels = Static<typeof UploadChannels>

/** For each person but the owner, who sets them. */
export const UploadLimits = Type.Object(
  {
    bytesPerDay: Bytes,
    filesPerDay: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    filesUnderWay: Type.Integer({ minimum: 1, maximum: 10_000 }),
  },
  { additionalProperties: false },
)
export type UploadLimits = Static<typeof UploadLimits>

// What a worker asks and tells, signed, below /api/workers/{workerId}/uploads.

/** A file that Telegram has put together and nobody has posted yet. */
export const UploadedMedia = Type.Object(
  {
    kind: Type.Union([Type.Literal('document'), Type.Literal('photo')]),
    /** Decimal; Telegram's are 64 bits. */
    id: Type.String({ pattern: '^-?[0-9]{1,20}$' }),
    accessHash: Type.String({ pattern: '^-?[0-9]{1,20}$' }),
    /** Base64. */
    reference: Type.String({ pattern: '^[A-Za-z0-9+/=]{0,800}$' }),
  },
  { additionalProperties: false },
)
export type UploadedMedia = Static<typeof UploadedMedia>

/** How far an upload is: so many bytes at Telegram, and the chain over them. */
export const UploadProgress = Type.Object(
  { received: Bytes, chain: Fingerprint },
  { additionalProperties: false },
)
export type UploadProgress = Static<typeof UploadProgress>

/** Answer of `GET …/uploads/{id}`: all that a worker needs to take it, or to go on with it. */
export const UploadJob = Type.Object({
  id: Type.String({ pattern: FILE_ID_PATTERN }),
  chat: Chat,
  ...described,
  /** Of the message to come, decimal: whoever sends it again sends the same one. */
  randomId: Type.String({ pattern: '^-?[0-9]{1,20}$' }),
  received: Bytes,
  chain: Type.Union([Fingerprint, Type.Null()]),
  stage: UploadStage,
  media: Type.Union([UploadedMedia, Type.Null()]),
  /** A message number in that channel below which it is not. */
  after: Type.Integer({ minimum: 0 }),
})
export type UploadJob = Static<typeof UploadJob>

/** Body of `POST …/uploads`: what this worker takes. */
export const UploadOffer = Type.Object({ maxBytes: Bytes }, { additionalProperties: false })
export type UploadOffer = Static<typeof UploadOffer>
/** Its answer: uploads of this worker that Telegram has and nobody has posted. */
export const UnpostedUploads = Type.Object({
  uploads: Type.Array(Type.String({ pattern: FILE_ID_PATTERN }), { maxItems: 1000 }),
})
export type UnpostedUploads = Static<typeof UnpostedUploads>

/** Answer of `POST …/uploads/{id}/turn`, asked once all bytes are there: of two uploads of one file, one is posted. */
export const UploadTurn = Type.Object({
  turn: Type.Union([Type.Literal('post'), Type.Literal('wait'), Type.Literal('over')]),
})
export type UploadTurn = Static<typeof UploadTurn>

/** Body of `PUT …/uploads/{id}/media`; `replaces`: the id of the one it takes the place of. */
export const KeepMedia = Type.Object(
  { media: UploadedMedia, replaces: Type.Union([UploadedMedia.properties.id, Type.Null()]) },
  { additionalProperties: false },
)
export type KeepMedia = Static<typeof KeepMedia>
/** Its answer: what is kept, the asker's or what another was quicker with. */
export const KeptMedia = Type.Object({ media: UploadedMedia })
export type KeptMedia = Static<typeof KeptMedia>

const BotFileId = Type.String({ pattern: '^[A-Za-z0-9_-]{10,300}$' })
const BotUniqueId = Type.String({ pattern: '^[A-Za-z0-9_-]{4,100}$' })
const BotFile = Type.Object({ fileId: BotFileId, uniqueId: BotUniqueId }, { additionalProperties: false })

/** Body of `POST …/uploads/{id}/posted`: the message, as the Bot API would tell of it. */
export const PostedUpload = Type.Object(
  {
    messageId: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
    /** Seconds since 1970. */
    date: Type.Integer({ minimum: 0, maximum: 4_294_967_295 }),
    file: BotFile,
    size: Bytes,
    width: Type.Optional(Pixels),
    height: Type.Optional(Pixels),
    thumbnail: Type.Optional(BotFile),
  },
  { additionalProperties: false },
)
export type PostedUpload = Static<typeof PostedUpload>

/** Body of `POST …/uploads/{id}/failed`. */
export const FailedUpload = Type.Object({ failure: UploadFailure }, { additionalProperties: false })
export type FailedUpload = Static<typeof FailedUpload>
