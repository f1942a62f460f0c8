// The sentences of the settings' section about workers: what each line says, and what to do about a red one.
import type { CheckName, CheckReason, WorkerItem } from '@gramreel/contracts/worker-list'

type Words = { text: string; advice?: string }

const address: Partial<Record<CheckReason, Words>> = {
  refused: {
    text: 'this address is not one that the gallery may connect to',
    advice:
      'It must be on the internet, with https. For your own network, start the backend with PRIVATE_WORKERS=allow.',
  },
  unreachable: {
    text: 'nothing answers there',
    advice:
      'See whether it runs: its host’s page shows its log. If the address is another one now, restart the worker.',
  },
  certificate: {
    text: 'its certificate is not good',
    advice: 'Renew the certificate at its host, or let the host make one.',
  },
  timeout: {
    text: 'no answer in time',
    advice: 'Wait a minute, it may be starting. Then look at its log.',
  },
  redirect: {
    text: 'it sends elsewhere',
    advice: 'Set its PUBLIC_URL to the address where it ends up, and restart it.',
  },
  too_large: { text: 'what answers is no worker', advice: 'Check its PUBLIC_URL.' },
  not_a_worker: { text: 'what answers is no worker', advice: 'Check its PUBLIC_URL.' },
  failed: { text: 'it did not work', advice: 'Look at the worker’s log, and run the checks again.' },
}

export const workerTexts = {
  intro:
    'Workers bring films from Telegram to your screen. One is enough to begin with; with more, each plays a share.',
  none: 'There is no worker yet, so only small files can be opened.',
  checking: 'Checking …',
  runChecks: 'Run the checks',
  checkedAt: (moment: string) => `Tried out ${moment}`,
  version: (version: string) => `version ${version}`,
  ofSettings: 'Named in the settings (WORKER_URL), so it is changed there.',
  remove: 'Remove',
  removeAsk: 'Remove for good?',
  removeText:
    'It gets no more links, and nothing it asks is answered. If it is not yours, renew its bot’s token with @BotFather as well.',
  keep: 'Keep it',
  change: 'Change',
  save: 'Save',
  cancel: 'Cancel',
  nameLabel: 'Name',
  allowanceLabel: 'Gigabytes its host lets it send each month',
  allowanceHint: 'Empty for no limit. When they are used up, other workers take over.',
  unnamed: 'My worker',

  states: {
    ok: 'Ready',
    connecting: 'Connecting',
    waking: 'Waking up',
    unreachable: 'Not reached',
    none: 'Not reached',
    expected: 'Waiting for it',
    late: 'Never came',
    full: 'Full',
  } satisfies Record<WorkerItem['state'] | 'full', string>,
  expected: (moment: string) => `Its code is good until ${moment}. It appears here by itself.`,
  late: 'Its code is over. Remove it, and add it again to get a new one.',
  lastTry: 'Its last try failed:',

  add: {
    title: 'Add a worker',
    text: 'You get a code with which it finds its way here. Nothing else of the gallery has to be copied.',
    button: 'Make a code',
    codeTitle: 'Give this to your worker',
    codeText:
      'Paste these lines into its environment, and fill in what is Telegram’s: the API id and hash of my.telegram.org, and the token of the bot that you connected here. Keep the code set there: it is how this worker is known again.',
    onlyNow: 'The code is shown only now.',
    copy: 'Copy the lines',
    copied: 'Copied',
    render: 'Deploy to Render',
    renderText: 'Render’s free plan is enough for one household. It asks for the values above.',
    done: 'Done',
  },

  keys: {
    title: 'Key for links',
    text: 'Links to films are signed with a key that only the gallery has. Change it if somebody may have got hold of it. What plays goes on playing.',
    button: 'New key',
    done: (moment: string) => `The new key signs from ${moment} on; the old one is good for an hour more.`,
  },

  checks: {
    reachable: 'Reachable',
    telegram: 'Telegram',
    clock: 'Clock',
    version: 'Version',
    cors: 'Allows this gallery',
    ranges: 'Jumps within films',
    read: 'Reads a real file',
    traffic: 'Sent this month',
  } satisfies Record<CheckName, string>,

  good: {
    reachable: (ms: string) => `answers in ${ms}`,
    telegram: 'connected',
    clock: (seconds: string) => `right to ${seconds}`,
    version: 'the same as the gallery’s',
    cors: 'yes',
    ranges: 'yes',
    read: (speed: string) => `${speed} a second`,
    traffic: (sent: string, allowed: string) => `${sent} of ${allowed}`,
    noLimit: (sent: string) => `${sent}, no limit known`,
  },
  unknown: {
    unknown: 'not known yet',
    waking: 'waking up',
    no_file: 'there is no file of a megabyte to try with',
  } as Partial<Record<CheckReason, string>>,

  bad: {
    reachable: address,
    telegram: {
      connecting: {
        text: 'not connected',
        advice: 'Wait a minute. If it stays so, look at the worker’s log.',
      },
      waiting: { text: 'Telegram asks it to wait', advice: 'It goes on by itself. Fewer restarts help.' },
      bot_refused: {
        text: 'Telegram does not take its bot token',
        advice: 'Set TELEGRAM_BOT_TOKEN to the token that @BotFather shows now, and restart the worker.',
      },
    },
    clock: {
      off: {
        text: 'its clock is wrong',
        advice:
          'Links look expired to it. Set the clock of its machine (or of the gallery’s) by network time.',
      },
    },
    version: {
      other_version: {
        text: 'another one than the gallery’s',
        advice: 'Deploy the worker again, from the same release as the gallery.',
      },
    },
    cors: {
      ...address,
      forbidden: {
        text: 'it does not allow pages of this address',
        advice:
          'Restart it: it asks for the gallery’s address when it enrols. Set by hand, add it to ALLOWED_ORIGINS.',
      },
    },
    ranges: {
      ...address,
      ignored: {
        text: 'something in front of it drops Range headers',
        advice:
          'A proxy or cache before the worker must pass Range and Content-Range on, or films cannot be wound.',
      },
    },
    read: address,
    traffic: {
      nearly_spent: {
        text: 'nearly all of what its host allows',
        advice: 'Add another worker before it is used up.',
      },
      spent: {
        text: 'all of what its host allows',
        advice:
          'It gets no links while another worker is well. Add one, or raise the allowance if you pay for more.',
      },
    },
  } satisfies Record<CheckName, Partial<Record<CheckReason, Words>>> as Record<
    CheckName,
    Partial<Record<CheckReason, Words>>
  >,
  other: { text: 'it did not work', advice: 'Run the checks again.' },
} as const
