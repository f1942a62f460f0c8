// The sentences of the set-up: one question a page.
export const setupTexts = {
  title: 'Set-up',
  steps: 'Steps',
  later: 'Finish later',
  close: 'Close',
  back: 'Back',
  next: 'Next',
  skip: 'Skip for now',
  failed: 'The set-up could not be loaded',
  names: { bot: 'Bot', channel: 'Channel', worker: 'Worker' },
  states: { good: 'done', bad: 'needs you', waiting: 'waiting', open: 'not known' },

  bot: {
    question: 'Which bot works for you?',
    text: 'A bot brings what is posted in your Telegram channel into the gallery. It is yours alone, and making one takes a minute.',
    how: [
      'In Telegram, open',
      'Send it /newbot, and choose two names; the second has to end in “bot”.',
      'It answers with a token. Copy it, and paste it here.',
    ],
    checks: 'Checks of the bot',
    known: (username: string) => `Telegram knows @${username}`,
    knownText: 'Its token is good, and kept encrypted here.',
    news: 'It hears what is posted',
    privacy: 'No privacy setting is in the way',
    privacyText:
      'In a channel a bot hears everything once it is an administrator, and so it does in a group.',
  },

  channel: {
    question: 'Where are your pictures?',
    text: 'The gallery shows what is posted in a channel. A private one, with only you and the bot in it, is right for most.',
    how: (username: string | undefined): string[] => [
      'In Telegram, make a private channel, or take one that you have.',
      `Channel → Administrators → Add administrator → ${username === undefined ? 'your bot' : `@${username}`}. Leave “Post messages” and “Delete messages” on.`,
      'Post a photo there. This page notices by itself.',
    ],
    add: (username: string) => `Add @${username} to a channel`,
    list: 'Channels',
    checks: 'Checks of the channel',
    listening: 'Listening for a first post …',
    found: 'Something was posted. Accept the channel below',
    noBot: 'There is no bot yet',
    noBotAdvice: 'Go one step back and connect one; it is what hears the channel.',
    heard: (title: string) => `“${title}” is in the gallery`,
    heardText: 'What is posted there appears within seconds.',
    rights: {
      post: {
        title: 'The bot may post',
        good: 'So you can upload from the gallery.',
        bad: 'So nothing can be uploaded from the gallery.',
        advice: 'In Telegram: Administrators → the bot → Post messages. Then “Check again”.',
      },
      remove: {
        title: 'The bot may delete',
        good: 'So you can delete in the gallery, too.',
        bad: 'So only what it posted itself can be deleted from the gallery.',
        advice: 'In Telegram: Administrators → the bot → Delete messages of others.',
      },
    },
  },

  worker: {
    question: 'Who brings the films?',
    text: 'A worker reads large files from Telegram and streams them to your screen. It may run beside the gallery, or free of charge at a host.',
    how: [
      'Make a code for it: with that it finds its way here.',
      'Give it the code: at Render by a button, on a machine of yours in the file .env, then “npm run worker”.',
      'Wait a minute. It appears here, and is tried out by itself.',
    ],
    checks: 'Checks of the worker',
    waiting: (name: string) => `Waiting for “${name}”`,
    waitingText: 'Lost the code? Make another one above.',
    large: 'Files of more than 20 MB',
    largeText: 'play through it. Bots alone open only smaller ones.',
  },

  ready: {
    question: 'Is everything there?',
    text: 'This is what your gallery stands on. You can come back to any of it at any time.',
    summary: 'Summary',
    done: {
      bot: 'It is connected.',
      channel: 'What is posted there comes into the gallery.',
      worker: 'It plays films of any size.',
    },
    missing: {
      bot: 'Not connected yet: nothing new comes into the gallery.',
      channel: 'None is accepted yet: nothing new comes into the gallery.',
      worker: 'None is there yet: only files of up to 20 MB open, and nothing can be uploaded.',
    },
    trialTitle: 'See it work',
    trialText: 'A small picture is posted in your channel and opened again. Delete it whenever you like.',
    trialButton: 'Send a small picture',
    trialAgain: 'Try again',
    stages: {
      sending: 'It goes to the worker, and on to Telegram',
      posting: 'It is posted in your channel',
      opening: 'It opens in the gallery',
    },
    opened: (ms: number) => `after ${new Intl.NumberFormat().format(ms)} ms`,
    greeting: 'Hello from Gramreel',
    greetingName: 'Hello from Gramreel.png',
    greetingAlt: 'The picture that was sent: Hello from Gramreel',
    open: 'Open the gallery',
    settings: 'Settings',
  },

  /** In place of the last question, when nothing is missing. */
  all: {
    question: 'Your gallery is ready',
    text: 'This is what it stands on. You can come back to any of it at any time.',
  },

  /** Words in the pictures. */
  drawings: {
    done: 'Done! Use this token',
    token: 'to access the bot:',
    administrators: 'Administrators',
    yourBot: 'Your bot',
    post: 'Post messages',
    remove: 'Delete messages',
    worker: 'Worker',
    screen: 'Your screen',
  },
} as const
