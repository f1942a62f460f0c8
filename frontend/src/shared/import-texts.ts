// What the settings say of imports of old posts.
export const importTexts = {
  begin: 'Import older posts',
  again: 'Look again for older posts',
  pause: 'Pause',
  goOn: 'Go on',
  cancel: 'Cancel',
  counting: 'Finding the newest post …',
  progress: (done: string, total: string, found: string) =>
    `${done} of ${total} message numbers, ${found} files found`,
  left: (minutes: number) => (minutes < 1 ? 'less than a minute left' : `about ${minutes} min left`),
  paused: 'Paused',
  done: (found: string) => `Older posts are here: ${found} files`,
  bar: 'Import of older posts',
  problems: {
    no_worker:
      'No worker is reachable that is signed in as this bot. It goes on by itself once there is one.',
    no_access: 'The bot is not in this channel any more. Add it again, then go on.',
    telegram_wait: 'Telegram asks for a pause; it goes on by itself.',
    other: 'The worker could not read the channel just now; it goes on by itself.',
  },
} as const
