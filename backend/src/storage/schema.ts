// The tables as Kysely sees them. Plain types only (text, integer, real), times in whole seconds since 1970:
// what SQLite and Postgres both have.
import type { ChannelDecision, ChannelKind, ChannelProblem } from '@gramreel/contracts/bots'
import type { FileKind } from '@gramreel/contracts/catalogue'
import type { UploadFailure, UploadStage } from '@gramreel/contracts/uploads'
import type { Generated, GeneratedAlways, Selectable } from 'kysely'

/** One thing in the gallery: a message with media. */
export type FilesTable = {
  /** Order of arrival; never leaves the backend. */
  number: Generated<number>
  /** The public, unguessable id. */
  id: string
  /**
   * The bot that told of it last, and below what it calls the file. Other bots in the same channel have names of their
   * own for it: all of them, this one's too, stand in file_bots, which is where to look for one to read it by.
   */
  bot_id: number
  /**
   * Message ids count per channel, but per bot in private chats and basic groups: there `box` is the bot's id, else 0.
   * box, chat_id and message_id together name a message for good.
   */
  box: number
  chat_id: string
  message_id: number
  /** Messages of one album share it. */
  media_group_id: string | null
  kind: FileKind
  name: string
  caption: string
  mime: string
  /** Bytes; 0 where Telegram does not say. */
  size: number
  width: number | null
  height: number | null
  duration_seconds: number | null
  posted_at: number
  edited_at: number | null
  file_id: string
  file_unique_id: string
  thumbnail_file_id: string | null
  thumbnail_unique_id: string | null
  /** 1: sent "as a file", so as it was; 0: as Telegram's clients make it for showing. */
  as_file: number
  /** Name and caption in the form that searches compare with. */
  search_text: string
  /** When it was found to be gone from Telegram; null: it is there, as far as we know. */
  deleted_at: number | null
  /** When its insides were looked at (inspection/); 0: there is nothing to look for, null: still to do. */
  inspected_at: number | null
  /** When it was taken, by its own words. */
  taken_at: number | null
  /** Names the thumbnail that we made, where Telegram has none. */
  made_thumbnail: string | null
  /** When somebody put it into the gallery's trash; it is still in Telegram. */
  trashed_at: number | null
  /** The film beside which it lies as captions (captions/match-captions.ts); then it is not shown by itself. */
  captions_of: string | null
  /** What was found inside (inspection/): base64; RFC 6381; such as "Fujifilm X-T5"; JSON; the sprites' facts, JSON. */
  thumbhash: string | null
  codecs: string | null
  camera: string | null
  chapters: string | null
  sprites: string | null
  /** What it is ordered by: when it was taken, else posted; how its folded name begins. The database makes them. */
  taken_key: GeneratedAlways<number>
  name_key: GeneratedAlways<string>
}

/** The posts of before a bot came, told by a worker; one row for each channel. */
export type ImportsTable = {
  id: string
  bot_id: number
  chat_id: string
  state: 'running' | 'paused' | 'done'
  /** Why it does not get on: an error's code. */
  problem: string | null
  /** The number of the channel's newest post when it began; null: not found out yet. */
  highest: number | null
  /** All numbers above this one are done. */
  next: number
  /** Posts with files so far. */
  found: number
  started_at: number
  updated_at: number
}

export type AccountsTable = {
  id: string
  name: string
  /** Lower case. */
  email: string | null
  /** argon2id in PHC form. */
  password_hash: string | null
  role: 'owner' | 'member' | 'viewer'
  created_at: number
}

export type SessionsTable = {
  /** SHA-256 of the cookie's value: the database alone signs nobody in. */
  token_hash: string
  account_id: string
  created_at: number
  expires_at: number
  /** Random; links name it as what allowed them, and the list of browsers as its id. */
  grant_id: string
  /** Such as "Firefox on Linux"; empty for sessions of before it was kept. */
  browser: string
  /** The network of the last visit. */
  address: string
  /** To five minutes. */
  seen_at: number
}

/** A browser that was signed in to an account before: strangers' tries do not lock it out. */
export type KnownBrowsersTable = {
  /** SHA-256 of the cookie's value. */
  token_hash: string
  account_id: string
  used_at: number
}

/** A one-time link: an invitation, or with `account_id` a way to a new password for that person. */
export type InvitationsTable = {
  id: string
  /** SHA-256 of the code. */
  code_hash: string
  account_id: string | null
  /** What the guest will be; null where there is a person already. */
  role: 'member' | 'viewer' | null
  note: string
  expires_at: number
}

/** Tries to sign in, for as long as they count. */
export type TriesTable = {
  id: string
  /** SHA-256 of what is limited: an account's name, an address. */
  key: string
  tried_at: number
}

/** What allows links no more, for as long as a playback may outlast it. */
export type WithdrawnGrantsTable = {
  /** Order of withdrawal; workers ask for what came after. */
  number: Generated<number>
  grant_id: string
  withdrawn_at: number
}

/** A Telegram session kept for a worker. */
export type WorkerSessionsTable = {
  slot: string
  worker_id: string
  pool: string
  /** AES-256-GCM, see secret-box.ts; null: none was saved yet. */
  session_enc: string | null
  /** The instance that took it. */
  holder: string | null
  /** When the holder was last heard of, milliseconds since 1970; null: not since this is kept. */
  heard_at: number | null
  used_at: number
}

/** A worker that somebody added: first a code that waits for it, then what it said of itself and proved. */
export type WorkersTable = {
  id: string
  name: string
  /** SHA-256 of the one-time code. */
  code_hash: string
  code_expires_at: number
  /** Where its owner saw the gallery when he made the code: pages of there may read from it. */
  gallery_origin: string
  created_at: number
  /** Its name in links (`aud`) and signatures; this and all below are null until it enrolled. */
  worker_id: string | null
  /** Ed25519, SPKI in base64url. */
  public_key: string | null
  /** Where it proved that it answers, without a slash at the end. */
  url: string | null
  bot_id: number | null
  version: string | null
  enrolled_at: number | null
  /** Bytes a month that its host lets it send; null: no limit is known. */
  allowance_bytes: number | null
}

/** What each start of a worker has sent in a month (UTC, `2026-11`). */
export type WorkerTrafficTable = {
  worker_id: string
  instance: string
  month: string
  sent_bytes: number
}

/** Each rotation is one generation more; so two backends that rotate at once make one new key. */
export type LinkKeysTable = {
  generation: number
  /** RFC 7638 thumbprint. */
  kid: string
  /** PKCS 8 PEM in AES-256-GCM, see secret-box.ts. */
  private_key_enc: string
  /** Published before, so that workers know it when the first link needs it. */
  signs_from: number
}

/** A file on its way into a channel, or one that came this way. */
export type UploadsTable = {
  id: string
  account_id: string
  /** Who takes the bytes, and whose bot posts. */
  worker_id: string
  bot_id: number
  chat_id: string
  name: string
  mime: string
  /** Bytes; of a cancelled one those that were sent, which is what it counts for. */
  size: number
  caption: string
  sent_as: 'file' | 'photo'
  width: number | null
  height: number | null
  duration_seconds: number | null
  /** JPEG, base64; gone once posted. */
  thumbnail: string | null
  /** As the browser says; once all bytes are there, as the worker found. */
  fingerprint: string | null
  /** Of the message to come; 64 bits, decimal. */
  random_id: string
  received: number
  /** Over the bytes received. */
  chain: string | null
  stage: UploadStage | 'cancelled'
  failure: UploadFailure | null
  /** What Telegram made of the bytes: its id, and all of it as JSON. */
  media_id: string | null
  media: string | null
  /** The message's number will be above this one. */
  after_message: number
  /** The item in the catalogue. */
  file_id: string | null
  created_at: number
  touched_at: number
}

/** Of several uploads of one content, the one that is posted. */
export type UploadClaimsTable = { content: string; upload_id: string }

/** One row, once the owner has set them. */
export type UploadLimitsTable = {
  id: number
  bytes_per_day: number
  files_per_day: number
  files_under_way: number
}

/** What each worker takes, as it told. */
export type UploadWorkersTable = { worker_id: string; max_bytes: number }

export type BotsTable = {
  id: number
  username: string
  /** AES-256-GCM, see secret-box.ts. */
  token_enc: string
  /** When it was last at work. */
  used_at: number
  /** 1: the settings name it, or did last. */
  is_named: Generated<number>
  /** What Telegram must say when it calls us; AES-256-GCM. Null: none was needed yet. */
  webhook_secret_enc: string | null
}

/** What a bot calls a file: ids of one bot mean nothing to another. Kept when the bot goes, for it may come back. */
export type FileBotsTable = {
  /** files.id */
  file: string
  bot_id: number
  file_id: string
  /** The same for every bot. Unlike the one in files: the media was replaced since, and this bot did not tell yet. */
  file_unique_id: string
  thumbnail_file_id: string | null
}

/** A chat that a bot is or was in, or was told of. */
export type ChannelsTable = {
  bot_id: number
  chat_id: string
  title: string
  kind: ChannelKind
  decision: ChannelDecision
  problem: ChannelProblem | null
  /** 1: the bot may post there. */
  may_post: Generated<number>
  /** 1: it may delete what others posted there. */
  may_delete: Generated<number>
  /** Files for which there was no room while it waited for the decision. */
  missed: Generated<number>
  found_at: number
  heard_at: number
}

/** A file of a chat about which the owner has not decided yet. */
export type WaitingPostsTable = {
  bot_id: number
  chat_id: string
  message_id: number
  /** 0: never. */
  edited_at: number
  /** A PostedFile, JSON. */
  post: string
}

/** What guests may see, see shares/. */
export type SharesTable = {
  id: string
  /** SHA-256 of the slug, and the slug itself as AES-256-GCM, see secret-box.ts: the database alone opens no share. */
  slug_hash: string
  slug_enc: string
  account_id: string
  title: string
  /** What was posted together, of which it shows the files; null: it does not. */
  album_box: number | null
  album_chat_id: string | null
  album_group_id: string | null
  /** The people's album whose files it shows. Both null: those in share_files. */
  album_id: string | null
  /** argon2id in PHC form. */
  password_hash: string | null
  /** 1 or 0. */
  downloads: number
  created_at: number
  expires_at: number | null
  /** Random; its links name it as what allowed them. Null: there are none that need to be withdrawn. */
  grant_id: string | null
  views: number
}

export type ShareFilesTable = {
  share_id: string
  file_id: string
  /** From 0, in the order shown. */
  position: number
}
/** One-time codes of starts, where several backends share them. */
export type SignInCodesTable = {
  /** SHA-256. */
  code_hash: string
  created_at: number
}

/** An album of people; everybody in the gallery sees it. */
export type AlbumsTable = {
  id: string
  title: string
  /** Who made it. */
  account_id: string
  /** files.id; null: the newest in it. */
  cover_file: string | null
  created_at: number
  updated_at: number
}
export type AlbumFilesTable = { album_id: string; file_id: string; added_at: number } & ListedFile

export type FavouritesTable = { account_id: string; file_id: string; marked_at: number } & ListedFile

/** What lists know of their files, kept by the database: the columns of `files` that filters and orders look at. */
type ListedFile = {
  number: GeneratedAlways<number>
  kind: GeneratedAlways<FileKind>
  posted_at: GeneratedAlways<number>
  taken_key: GeneratedAlways<number>
  size: GeneratedAlways<number>
  name_key: GeneratedAlways<string>
  deleted_at: GeneratedAlways<number | null>
  trashed_at: GeneratedAlways<number | null>
  captions_of: GeneratedAlways<string | null>
  has_picture: GeneratedAlways<number>
}

/** Where somebody stopped watching. */
export type PositionsTable = {
  account_id: string
  file_id: string
  seconds: number
  updated_at: number
}

/** How one playback went, and neither whose nor of what (telemetry/). */
export type PlaybacksTable = {
  /** Random, from the browser. */
  sid: string
  /** Of its reports, the last that came. */
  sn: number
  /** When it began, to the hour. */
  hour: number
  /** Null: no frame was seen. */
  start_ms: number | null
  /** 1: it was left, or came to its end. */
  is_over: number
  stalls: number
  stalled_ms: number
  played_ms: number
  /** Seek latencies in ms, JSON. */
  seeks: string
  frames: number
  dropped: number
  renewals: number
  renewal_ms: number
  /** A code of a closed list. */
  failure: string | null
}

/** How quick one page of the gallery was. */
export type PageLoadsTable = {
  /** To the hour. */
  hour: number
  lcp_ms: number | null
  inp_ms: number | null
  /** Thousandths. */
  cls: number | null
}

/** What each start of a worker did in an hour. */
export type WorkerHoursTable = {
  worker_id: string
  instance: string
  hour: number
  sent_bytes: number
  read_bytes: number
  flood_waits: number
  flood_seconds: number
  /** Counts as in contracts/enrolment.ts, JSON. */
  first_bytes: string
}

/**
 * How many files there are of each kind. `state` 0: there, 1: deleted, 2: in the trash, 3: captions beside a film. Triggers count
 * (32-captions.ts).
 */
export type FileCountsTable = { kind: FileKind; state: number; files: number }

/** One row. `version` is another whenever a timeline would be; triggers see to it (28-order.ts). */
export type CatalogueStateTable = { id: number; version: number; changed_in: number | null }

/** One row: how search_text was made (search-text.ts). */
export type SearchStateTable = { id: number; folding: number }

/** Which backend does a task that only one may do (leader.ts). */
export type LeasesTable = {
  task: string
  holder: string
  /** Milliseconds since 1970, by the database's clock. */
  expires_at: number
}

/** One row: something sealed, to know the right SECRET_KEY by. */
export type SecretMarksTable = { id: number; mark_enc: string }

export type Schema = {
  files: FilesTable
  accounts: AccountsTable
  sessions: SessionsTable
  known_browsers: KnownBrowsersTable
  invitations: InvitationsTable
  tries: TriesTable
  bots: BotsTable
  sign_in_codes: SignInCodesTable
  file_counts: FileCountsTable
  albums: AlbumsTable
  album_files: AlbumFilesTable
  favourites: FavouritesTable
  positions: PositionsTable
  playbacks: PlaybacksTable
  page_loads: PageLoadsTable
  worker_hours: WorkerHoursTable
  search_state: SearchStateTable
  catalogue_state: CatalogueStateTable
  leases: LeasesTable
  secret_marks: SecretMarksTable
  file_bots: FileBotsTable
  channels: ChannelsTable
  waiting_posts: WaitingPostsTable
  withdrawn_grants: WithdrawnGrantsTable
  worker_sessions: WorkerSessionsTable
  workers: WorkersTable
  worker_traffic: WorkerTrafficTable
  link_keys: LinkKeysTable
  uploads: UploadsTable
  upload_claims: UploadClaimsTable
  upload_limits: UploadLimitsTable
  upload_workers: UploadWorkersTable
  imports: ImportsTable
  shares: SharesTable
  share_files: ShareFilesTable
}

export type UploadRow = Selectable<UploadsTable>
export type FileRow = Selectable<FilesTable>
/** A file as a message tells it; the catalogue adds the rest. */
export type PostedFile = Omit<
  FileRow,
  | 'number'
  | 'id'
  | 'search_text'
  | 'deleted_at'
  | 'inspected_at'
  | 'taken_at'
  | 'made_thumbnail'
  | 'trashed_at'
  | 'captions_of'
  | 'thumbhash'
  | 'codecs'
  | 'camera'
  | 'chapters'
  | 'sprites'
  | 'taken_key'
  | 'name_key'
>
