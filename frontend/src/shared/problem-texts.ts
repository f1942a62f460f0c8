// Why something cannot be shown, in words: a heading, and a sentence or two. The other sentences are in texts.ts; the ways out
// that each problem has are in features/viewer/problems.ts.

export type ProblemText = { title: string; text: string }

export const problemTexts = {
  file_deleted: {
    title: 'Deleted in Telegram',
    text: 'This file was deleted in Telegram, so it cannot be shown any more.',
  },
  file_not_found: {
    title: 'No longer here',
    text: 'This file is not in the gallery (any more).',
  },
  share_not_found: {
    title: 'This share has ended',
    text: 'Ask whoever sent you the link for a new one.',
  },
  share_locked: {
    title: 'This share asks for its password again',
    text: 'The password was changed. Load the page again to type the new one.',
  },
  no_access: {
    title: 'The bot is not in the channel',
    text: 'The bot is not in the channel that holds this file, so it cannot read it. Make it an administrator of the channel, then try again.',
  },
  no_bot: {
    title: 'No bot can read this file',
    text: 'The bot that brought this file was removed, and no other one is in its channel. Connect one in the settings, under Bots and channels.',
  },
  no_worker: {
    title: 'No worker is set up',
    text: 'Large files are streamed by a worker, and there is none yet. Whoever runs the gallery can add one in the settings, under Workers.',
  },
  worker_unreachable: {
    title: 'The worker does not answer',
    text: 'The worker that streams this file cannot be reached. It may be starting, or be down.',
  },
  offline: {
    title: 'You are offline',
    text: 'There is no connection to the network. It goes on by itself once it is back.',
  },
  unreachable: {
    title: 'Gramreel does not answer',
    text: 'The gallery’s server cannot be reached. Check that it is running, then try again.',
  },
  codec_unknown: {
    title: 'This browser cannot play this file',
    text: 'The file is there and can be read, but this browser does not know its format. A player such as VLC does: open it there, or download it.',
  },
  no_picture: {
    title: 'This browser cannot show this film’s picture',
    text: 'The film is in a format that this browser can only hear (often HEVC, also called H.265). Open it in VLC or in another browser, or download it.',
  },
  damaged: {
    title: 'Part of this file cannot be read',
    text: 'The browser came to a part of the file that it cannot decode. The file may be damaged.',
  },
  interrupted: {
    title: 'The connection was interrupted',
    text: 'The connection broke several times in a row. Try again in a moment.',
  },
  not_handed_out: {
    title: 'This file did not arrive',
    text: 'Telegram did not hand it out, or this browser cannot show its format.',
  },
  link_expired: {
    title: 'The link has expired',
    text: 'A new one did not work either. Check that the clocks of server and worker are right, then try again.',
  },
  link_invalid: {
    title: 'The worker does not accept our link',
    text: 'Backend and worker do not know each other: check WORKER_ID and the worker’s LINK_PUBLIC_KEY or BACKEND_URL.',
  },
  busy: {
    title: 'Too many people are watching',
    text: 'The worker is at its limit right now. Try again in a moment.',
  },
  starting: {
    title: 'The worker is starting',
    text: 'It is not connected to Telegram yet. Try again in a few seconds.',
  },
  telegram_wait: {
    title: 'Telegram asks us to wait',
    text: 'Too much was asked of Telegram in a short time. Try again in a moment.',
  },
  telegram_timeout: {
    title: 'Telegram did not answer in time',
    text: 'It may be slow right now. Try again.',
  },
  telegram_failed: {
    title: 'Telegram did not give us this file',
    text: 'That often passes. Try again.',
  },
  unknown: {
    title: 'Something went wrong',
    text: 'This file cannot be shown right now. Try again in a moment.',
  },
} as const satisfies Record<string, ProblemText>
