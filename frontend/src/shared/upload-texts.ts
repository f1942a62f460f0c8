// The sentences of uploading.
import type { ErrorCode } from '@gramreel/contracts/errors'
import type { UploadFailure } from '@gramreel/contracts/uploads'

export const uploadTexts = {
  button: 'Upload files',
  drop: 'Let go to upload',
  panel: 'Uploads',
  summary: (left: number): string =>
    left === 0 ? 'Uploads' : left === 1 ? '1 file to go' : `${left} files to go`,
  collapse: 'Show less',
  expand: 'Show more',
  clear: 'Hide what is over',
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
    exists: 'Is in the gallery already',
    lost: 'Choose the file again to go on',
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
  no_upload_worker: 'No worker is set up that could take files.',
  no_channel: 'No channel is known yet. Post something there first.',
  signed_out: 'You are signed out. Sign in to go on.',
  forbidden: 'You may not upload.',
}

export const uploadFailureText = (reason: string): string =>
  Object.entries(FAILURES).find(([code]) => code === reason)?.[1] ??
  'Something went wrong on our side. Please try again.'
