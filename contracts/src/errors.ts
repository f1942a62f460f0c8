/**
 * Every failure we tell people about: code -> HTTP status and the sentence for the person.
 * The internal detail goes to the log, never here. docs/errors.md is tested against this table.
 */
export const ERRORS = {
  bad_request: { status: 400, message: 'This request is not understood.' },
  address_refused: {
    status: 400,
    message:
      'This address is not one a worker may have: it must be on the internet, with https and no port. On your own network, start the backend with PRIVATE_WORKERS=allow.',
  },
  link_missing: { status: 401, message: 'This address needs a link token. Open the film from the gallery.' },
  link_invalid: { status: 401, message: 'This link is not valid. Open the film from the gallery again.' },
  link_expired: { status: 401, message: 'This link has expired. Open the film from the gallery again.' },
  link_forbidden: { status: 403, message: 'This link is for another file or another purpose.' },
  task_invalid: { status: 401, message: 'This request is not signed by the gallery of this worker.' },
  signed_out: { status: 401, message: 'Please sign in.' },
  wrong_credentials: { status: 401, message: 'E-mail address or password is wrong.' },
  worker_unknown: {
    status: 401,
    message: 'This request is not signed by a worker of this gallery: check its bot token and its clock.',
  },
  bot_token_unknown: {
    status: 422,
    message:
      'Telegram does not know this token. Copy it from @BotFather once more, the whole line, such as 123456789:AAEx….',
  },
  webhook_unknown: { status: 401, message: 'Only Telegram may call this address.' },
  code_used: {
    status: 401,
    message: 'This sign-in link was used already or is not valid. Start Gramreel again to get a new one.',
  },
  wrong_password: { status: 403, message: 'The present password is wrong.' },
  share_locked: { status: 401, message: 'This share asks for its password.' },
  share_password: { status: 401, message: 'That is not the password of this share.' },
  code_refused: {
    status: 401,
    message:
      'This enrolment code is not known here, or its day is over. Add a worker in the gallery’s settings to get one.',
  },
  foreign_origin: { status: 403, message: 'This request came from another site and was refused.' },
  forbidden: { status: 403, message: 'You may not do this.' },
  upload_not_found: { status: 404, message: 'There is no such upload: it is over, cancelled, or a day old.' },
  not_found: { status: 404, message: 'There is nothing here.' },
  file_not_found: { status: 404, message: 'There is no such file.' },
  album_not_found: { status: 404, message: 'There is no such album any more.' },
  share_not_found: { status: 404, message: 'This share has ended.' },
  method_not_allowed: { status: 405, message: 'This address does not support that method.' },
  no_worker: {
    status: 409,
    message: 'No worker is set up, so large files cannot be played. Add one in the settings, under Workers.',
  },
  no_upload_worker: {
    status: 409,
    message: 'No worker is set up that could take files. Add one in the settings, under Workers.',
  },
  no_channel: {
    status: 409,
    message:
      'No channel is known yet that files could go to. Post something there first, or set TELEGRAM_CHATS.',
  },
  upload_posting: { status: 409, message: 'This file is at Telegram already, so it cannot be cancelled.' },
  upload_offset: {
    status: 409,
    message: 'The worker has another part of this file. Ask how far it is, and go on there.',
  },
  email_taken: { status: 409, message: 'Somebody here signs in with this e-mail address already.' },
  last_owner: { status: 409, message: 'There must be an owner. Make somebody else owner first.' },
  shares_full: {
    status: 409,
    message: 'You have as many shares as one person may have. End some of them first.',
  },
  albums_full: {
    status: 409,
    message: 'There are as many albums as a gallery may have. Take one apart first.',
  },
  album_full: { status: 409, message: 'This album has as many items as it may have.' },
  code_taken: {
    status: 409,
    message:
      'This enrolment code belongs to another worker, or to this one with another bot token. Add a worker in the gallery’s settings to get a new one.',
  },
  bot_unknown: {
    status: 409,
    message:
      'The gallery does not have the bot of this worker. Connect the bot in the gallery’s settings first.',
  },
  worker_taken: { status: 409, message: 'Another worker of this gallery has this name or this address.' },
  bot_named: {
    status: 409,
    message:
      'This bot is named by the setting TELEGRAM_BOT_TOKEN. Take it out there and start Gramreel again.',
  },
  channel_named: {
    status: 409,
    message:
      'This channel is named by the setting TELEGRAM_CHATS. Take it out there and start Gramreel again.',
  },
  session_leased: { status: 409, message: 'Another instance of this worker uses this session.' },
  file_deleted: { status: 410, message: 'This file was deleted in Telegram.' },
  link_over: {
    status: 410,
    message: 'This link was used already, was withdrawn or has expired. Ask the owner for a new one.',
  },
  precondition_failed: { status: 412, message: 'The file is no longer the one you asked for.' },
  payload_too_large: { status: 413, message: 'This request is too large.' },
  upload_too_large: { status: 413, message: 'Telegram does not take files as large as this one.' },
  upload_wrong_size: { status: 413, message: 'These are more bytes than the file was said to have.' },
  unsupported_media_type: { status: 415, message: 'This kind of content is not understood here.' },
  range_not_satisfiable: { status: 416, message: 'The file is shorter than the part asked for.' },
  too_many_requests: { status: 429, message: 'Too many tries. Please wait a few minutes.' },
  upload_limit: {
    status: 429,
    message: 'You have sent as much as you may for now. Wait until tomorrow, or ask the owner for more.',
  },
  uploads_under_way: {
    status: 429,
    message: 'Too many of your files are on their way. Let some of them finish first.',
  },
  internal: { status: 500, message: 'Something went wrong on our side.' },
  telegram_failed: { status: 502, message: 'Telegram did not give us this file. Please try again.' },
  telegram_unreachable: {
    status: 502,
    message: 'Telegram cannot be reached right now. Please try again in a moment.',
  },
  no_access: {
    status: 502,
    message: 'The bot is not in the channel that holds this file, so it cannot read it.',
  },
  worker_not_reached: {
    status: 502,
    message: 'The worker does not answer at the address it gave. Check its PUBLIC_URL, or wait for its host.',
  },
  busy: { status: 503, message: 'Too many people are watching right now. Please try again in a moment.' },
  starting: { status: 503, message: 'Not connected to Telegram yet. Please try again in a moment.' },
  uploads_off: {
    status: 503,
    message: 'This worker takes no files now: it needs a backend that answers (BACKEND_URL).',
  },
  telegram_wait: { status: 503, message: 'Telegram asks us to wait a little. Please try again in a moment.' },
  telegram_timeout: { status: 504, message: 'Telegram did not answer in time. Please try again.' },
  storage_full: { status: 507, message: 'The disk is full, so nothing could be saved.' },
} as const satisfies Record<string, { status: number; message: string }>

export type ErrorCode = keyof typeof ERRORS

/** The body of every error answer. */
export type ErrorBody = { error: { code: ErrorCode; message: string } }

/**
 * A failure with a public code. `detail` says the step for the log ("reading chunk 12 of file 7").
 * Throw it anywhere; each program has one place that turns it into a response.
 */
export class PublicError extends Error {
  readonly code: ErrorCode
  /** Known to be in vain before; goes out as Retry-After. */
  readonly retryAfterSeconds: number | undefined
  constructor(code: ErrorCode, detail: string, options?: { cause?: unknown; retryAfterSeconds?: number }) {
    super(detail, options)
    this.name = 'PublicError'
    this.code = code
    this.retryAfterSeconds = options?.retryAfterSeconds
  }
  get status(): number {
    return ERRORS[this.code].status
  }
  get body(): ErrorBody {
    return { error: { code: this.code, message: ERRORS[this.code].message } }
  }
}
