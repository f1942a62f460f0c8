// One truth behind both faces: what the MTProto services and the Bot API say about users, chats, messages and files
// comes from here, and everything is kept in the data folder, so that a restart loses nothing.
import type { Content, ContentSource } from './files/content.ts'

/**
 * Chat ids are written as the Bot API writes them (https://core.telegram.org/api/bots/ids):
 * a person or bot is its user id, a channel is -1000000000000 - channelId.
 */
export type ChatId = number

export type User = {
  id: number
  accessHash: bigint
  isBot: boolean
  firstName: string
  lastName?: string
  username?: string
  /** Pays, and so may send files twice as large. */
  isPremium?: boolean
}

/** A bot with its token "<id>:<secret>"; `webhook` null while it polls. */
export type Bot = User & { token: string; isBot: true; username: string }

export type Channel = { id: ChatId; accessHash: bigint; title: string; username?: string; createdAt: number }

export type MemberStatus = 'creator' | 'administrator' | 'member' | 'left' | 'kicked'

/** A picture size of a photo, or a thumbnail of a document; `type` as in https://core.telegram.org/api/files#image-thumbnail-types */
export type PictureSize = { type: string; width: number; height: number; bytes: number; content: Content }

export type Photo = {
  kind: 'photo'
  id: bigint
  accessHash: bigint
  dc: number
  date: number
  /** Smallest first; the last one is the picture itself (at most 2560 px). */
  sizes: PictureSize[]
  /** Base64 of the stripped picture, https://core.telegram.org/api/files#stripped-thumbnails */
  stripped?: string
}

/** What a document is shown as. */
export type DocumentKind = 'document' | 'video' | 'animation' | 'audio' | 'voice' | 'video_note'

export type Document = {
  kind: 'document'
  shownAs: DocumentKind
  id: bigint
  accessHash: bigint
  dc: number
  date: number
  /** Bytes. */
  size: number
  mime: string
  name: string
  width?: number
  height?: number
  /** Seconds. */
  duration?: number
  title?: string
  performer?: string
  supportsStreaming?: boolean
  /** Smallest first; type 'm' is the usual 320 px thumbnail. */
  thumbs: PictureSize[]
  /** As in Photo. */
  stripped?: string
  content: Content
}

export type Media = Photo | Document

/** A formatted part of a text, as the Bot API's MessageEntity; offset and length in UTF-16 code units. */
export type Entity = { type: string; offset: number; length: number; url?: string; language?: string }

export type Message = {
  /** Number within its box: a channel, or one bot's private messages. */
  id: number
  chat: ChatId
  /** The bot whose private box this is in; absent in channels. */
  bot?: number
  /** Who sent it: a bot is not told of its own messages. In channels it is the author, whom faces leave out, since posts go out in the channel's name; absent there when it does not matter. */
  from?: number
  /** Seconds since 1970. */
  date: number
  editDate?: number
  text: string
  entities: Entity[]
  media?: Media
  /** Messages sent together as one album. */
  groupedId?: bigint
  forwardedFrom?: { chat: ChatId; id: number; date: number }
}

/** Kinds of update that bring a message. */
export type UpdateKind = 'message' | 'edited_message' | 'channel_post' | 'edited_channel_post'

/** What became of a bot's place in a chat, and by whom. */
export type PlaceChange = {
  chat: ChatId
  bot: number
  by: number
  date: number
  before: MemberStatus
  after: MemberStatus
}

/** What a bot is told; `id` grows by one for each bot. */
export type Update =
  | { id: number; kind: UpdateKind; message: Message }
  | { id: number; kind: 'my_chat_member'; change: PlaceChange; message?: undefined }

/** Where a file is: what MTProto's file_reference and the Bot API's file_id need to know. */
export type FileOrigin = { chat: ChatId; bot?: number; message: number }

export type NewMessage = Omit<Message, 'id' | 'date' | 'entities' | 'text'> &
  Partial<Pick<Message, 'date' | 'entities' | 'text'>>

export type Webhook = {
  url: string
  secretToken?: string
  maxConnections?: number
  allowedUpdates?: string[]
}

export interface World {
  readonly apiId: number
  readonly apiHash: string
  readonly dcIds: readonly number[]
  /** The DC that bots and new files live in unless told otherwise. */
  readonly homeDc: number
  /** The bot and the channel made on first start. */
  readonly defaultBot: Bot
  readonly defaultChannel: Channel
  /** An ordinary person, who may write to bots and posts in the default channel. */
  readonly defaultUser: User

  user(id: number): User | undefined
  bots(): Bot[]
  botByToken(token: string): Bot | undefined
  addBot(fields: {
    firstName: string
    username: string
    id?: number
    token?: string
    isPremium?: boolean
  }): Bot
  addUser(fields: { firstName: string; lastName?: string; username?: string; id?: number }): User
  channel(id: ChatId): Channel | undefined
  channels(): Channel[]
  addChannel(fields: { title: string; username?: string; id?: ChatId }): Channel
  memberStatus(chat: ChatId, user: number): MemberStatus
  /** Everyone who has, or had, a place in the chat. */
  members(chat: ChatId): { user: number; status: MemberStatus }[]
  /** A bot is told of its own place. `by`: who did it; the ordinary person unless said otherwise. */
  setMember(chat: ChatId, user: number, status: MemberStatus, by?: number): void
  /** An administrator's right to delete others' posts; every new place has it. */
  mayDelete(chat: ChatId, user: number): boolean
  setMayDelete(chat: ChatId, user: number, mayDelete: boolean): void

  addPhoto(fields: { sizes: PictureSize[]; stripped?: string; dc?: number }): Photo
  addDocument(
    fields: Omit<Document, 'kind' | 'id' | 'accessHash' | 'date' | 'dc'> & { dc?: number },
  ): Document
  media(id: bigint): Media | undefined
  /** True while some message shows it. */
  isShown(media: Media): boolean

  /** Adds a message and tells every bot that may see it (channel: administrators; private: that bot), not its sender. */
  addMessage(message: NewMessage): Message
  message(chat: ChatId, id: number, bot?: number): Message | undefined
  /** By its number alone: the box is a channel's id, or a bot's for its private messages. */
  messageInBox(box: number, id: number): Message | undefined
  /** 0 while the box is empty; deleted ones count. */
  lastMessageId(box: number): number
  editMessage(
    chat: ChatId,
    id: number,
    /** `media`: what it shows from now on, null for nothing; as before when left out. */
    change: { text: string; entities: Entity[]; by?: number; media?: Media | null },
    bot?: number,
  ): Message | undefined
  /** True if it was there. References to its media given out before expire at once. */
  deleteMessage(chat: ChatId, id: number, bot?: number): boolean
  newGroupedId(): bigint

  /** Updates with id >= offset that the bot has not confirmed, oldest first. A positive offset confirms all before it; a negative one keeps only the last -offset (Bot API getUpdates). */
  updates(bot: number, offset: number, limit: number): Update[]
  pendingUpdates(bot: number): number
  /** Called after each new update of that bot; the answer unsubscribes. */
  onUpdate(bot: number, listener: () => void): () => void
  webhook(bot: number): Webhook | undefined
  setWebhook(bot: number, webhook: Webhook | undefined): void

  /** A file_reference for media in a message (or nowhere yet), bytes as Telegram's: opaque to clients, checked when the file is read. */
  fileReference(media: Media, origin?: FileOrigin): Buffer
  checkFileReference(media: Media, reference: Uint8Array): 'ok' | 'expired' | 'invalid' | 'empty'
  /** All references to this media given out so far expire (fault file-reference-expired). */
  expireFileReferences(media: Media): void

  /** Parts of an upload (https://core.telegram.org/api/files#uploading-files), kept on disk per owner until a day old. Throws UploadRefused with Telegram's error name. */
  savePart(owner: string, fileId: bigint, part: number, bytes: Uint8Array): Promise<void>
  /** Joins parts 0 … parts-1 without copying; asked again, gives the same content. Throws PartMissing with the number of the first part that is not there. */
  assemble(owner: string, fileId: bigint, parts: number): Promise<Content>
  /** Keeps bytes as a file of ours; nothing stays behind when the stream fails. */
  store(bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Content>
  /** Small key-value facts of a face (auth keys, sessions), JSON text, kept like everything else. */
  fact(name: string): string | undefined
  setFact(name: string, value: string | undefined): void

  /** Reads content; knows the data folder. */
  open(content: Content): ContentSource
  /** Where content lies on this machine; undefined for made-up content. */
  localPath(content: Content): string | undefined
  close(): void
}
