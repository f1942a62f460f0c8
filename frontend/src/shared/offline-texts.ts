// Words of what stays on this device.
export const offlineTexts = {
  keep: 'Keep on this device',
  kept: 'On this device',
  keeping: (percent: string) => `Being kept on this device: ${percent}`,
  waiting: 'Waiting for its turn',
  paused: (percent: string) => `Paused at ${percent}`,
  pause: 'Pause',
  goOn: 'Go on',
  remove: 'Remove from this device',
  named: (what: string, name: string) => `${what}: ${name}`,
  progress: (name: string) => `How much of ${name} is here`,
  section: {
    text: 'Films that you keep here play without a network. They are removed when you sign out.',
    emptyTitle: 'Nothing is kept on this device',
    emptyText:
      'Open a film and choose “Keep on this device”, and it plays on a train, on a plane, or in a cabin.',
    toGallery: 'To the gallery',
    used: (used: string, room: string) =>
      `${used} used of about ${room} that this browser gives the gallery.`,
    cannot:
      'This browser cannot keep films here: it takes a current one, an address with https, and no private window.',
    list: 'Films on this device',
  },
  problems: {
    storage_full: 'There is no room left on this device.',
    file_deleted: 'This film was deleted in Telegram.',
    file_not_found: 'This film is not in the gallery any more.',
    no_worker: 'No worker is set up that could send it.',
    signed_out: 'You are signed out.',
    unreachable: 'No connection. It goes on when you are online again.',
    worker_failed: 'The worker does not answer. It is tried again when you open the gallery.',
  } as Record<string, string>,
  problem: 'It could not be kept.',
}

export const keptProblemText = (code: string): string => offlineTexts.problems[code] ?? offlineTexts.problem
