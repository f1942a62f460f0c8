// The sentences of uploading.
import type { ErrorCode } from '@gramreel/contracts/errors'
import type { UploadFailure } from '@gramreel/contracts/uploads'

type Counts = { files: number; over: number; failed: number; moving: number }

const count = (amount: number): string => new Intl.NumberFormat().format(amount)

export const uploadTexts = {
  button: 'Upload',
  chooseFiles: 'Choose files',
  chooseFolder: 'Choose a folder',
  takePhoto: 'Take a photo',
  takeFilm: 'Record a film',
  hint: 'Or drop files and folders anywhere on this page, or paste a picture.',
  as: {
    label: 'How pictures are sent',
    file: 'As they are',
    photo: 'As photos',
    hints: {
      file: 'Full size, with date and place',
      photo: 'Smaller: Telegram shrinks them',
    },
  },
  into: 'Into the channel',
  drop: 'Let go to upload',
  panel: 'Uploads',
  summary: ({ files, over, failed, moving }: Counts): string => {
    if (files === 0) return 'Uploads'
    if (moving > 0) return files === 1 ? 'Uploading 1 file' : `Uploading ${over + 1} of ${count(files)}`
    if (failed > 0)
      return failed === 1 ? '1 file was not uploaded' : `${count(failed)} files were not uploaded`
    if (over < files) return 'Uploads are waiting for you'
    return files === 1 ? '1 file is in the gallery' : `${count(files)} files are in the gallery`
  },
  /** What a screen reader says meanwhile. */
  said: ({ files, over, failed, moving }: Counts): string => {
    if (files === 0) return ''
    const trouble =
      failed === 0 ? '' : failed === 1 ? ' 1 was not uploaded.' : ` ${failed} were not uploaded.`
    if (moving > 0) return `Uploading ${files === 1 ? '1 file' : `${files} files`}.${trouble}`
    return over === files ? 'All files are uploaded.' : `Uploads stand.${trouble}`
  },
  looking: (found: string): string => `Looking through the folder … ${found} files so far`,
  unreadable: (amount: number, words: string): string =>
    amount === 1
      ? '1 file could not be read and was left out.'
      : `${words} files could not be read and were left out.`,
  empty: (amount: number, words: string): string =>
    amount === 1 ? '1 file is empty and was left out.' : `${words} files are empty and were left out.`,
  collapse: 'Show less',
  expand: 'Show more',
  clear: 'Hide what is over',
  pauseAll: 'Pause all',
  resumeAll: 'Go on',
  retryAll: (failed: number): string => (failed === 1 ? 'Try again' : `Try ${count(failed)} again`),
  reopenAll: (kept: number): string => (kept === 1 ? 'Go on with 1 file' : `Go on with ${count(kept)} files`),
  cancelAll: 'Cancel all',
  cancelAllAsk: (open: number): string =>
    open === 1
      ? 'Cancel the upload that is not finished?'
      : `Cancel all ${count(open)} that are not finished?`,
  keep: 'Keep them',
  kept: 'Go on: the browser asks whether it may read the file again',
  progressOfAll: 'Progress of all files',
  progress: (name: string): string => `Progress of ${name}`,
  of: (sent: string, whole: string): string => `${sent} of ${whole}`,
  speed: (speed: string): string => `${speed}/s`,
  left: (time: string): string => `${time} left`,
  states: {
    waiting: 'Waiting for its turn',
    checking: 'Looking whether it is here already …',
    sending: 'Starting …',
    paused: 'Paused',
    finishing: 'Telegram has it all. It appears in a moment …',
    done: 'Done',
    exists: 'Is in the gallery already, so it was not sent again',
    restored: 'Was here already, in the trash. It is in the gallery again',
    lost: 'Choose the same file again to go on',
  },
  pause: 'Pause',
  resume: 'Go on',
  retry: 'Try again',
  cancel: 'Cancel',
  choose: 'Choose the file',
  show: 'Show',
  named: (action: string, name: string): string => `${action}: ${name}`,

  limits: {
    text: 'So much may each person upload. They do not count for you.',
    bytesPerDay: 'Gigabytes a day',
    filesPerDay: 'Files a day',
    filesUnderWay: 'Files on their way at once',
    save: 'Save',
    saved: 'Saved.',
  },
} as const

const FAILURES: Partial<Record<ErrorCode | UploadFailure | 'offline' | 'unreadable', string>> = {
  changed: 'The file changed while it was sent. Try again.',
  refused: 'Telegram does not take this file.',
  no_access: 'The bot may not post in the channel. Make it an administrator there.',
  offline: 'The worker does not answer. It goes on by itself once it is back; or try again.',
  unreadable: 'The file cannot be read any more. Choose it again.',
  upload_limit: 'You have sent as much as you may for now. Wait until tomorrow, or ask the owner for more.',
  uploads_under_way: 'Too many of your files are on their way. Let some of them finish first.',
  upload_too_large: 'Telegram does not take files as large as this one.',
  upload_not_found:
    'This upload was cancelled, or nobody went on with it for a day. Try again to send it anew.',
  no_upload_worker: 'No worker is there to take files. The owner can add one: Settings, Workers.',
  no_channel: 'No channel is known yet. Add the bot to one as an administrator and post something there.',
  signed_out: 'You are signed out. Sign in to go on.',
  forbidden: 'You may not upload into this channel. Choose another one in the upload menu, and try again.',
}

export const uploadFailureText = (reason: string): string =>
  Object.entries(FAILURES).find(([code]) => code === reason)?.[1] ??
  'Something went wrong on our side. Please try again.'
