// Every sentence of the gallery stands here, and those about trouble in problem-texts.ts, so that a translation is one more
// pair of files like these.
import type { FileKind } from '@gramreel/contracts/catalogue'
import type { FailureCode } from './api.ts'

export const texts = {
  name: 'Gramreel',
  retry: 'Try again',
  close: 'Close',
  share: 'Share',
  later: 'Later',
  cancel: 'Cancel',
  undo: 'Undo',
  dismiss: 'Hide this message',

  kinds: {
    photo: 'photo',
    video: 'film',
    animation: 'animation',
    audio: 'audio',
    document: 'file',
  } satisfies Record<FileKind, string>,

  gallery: {
    label: 'Gallery',
    search: 'Search',
    searchLabel: 'Search by name or caption',
    clearSearch: 'Clear search',
    filters: 'Show',
    all: 'All',
    photo: 'Photos',
    video: 'Films',
    audio: 'Audio',
    document: 'Files',
    count: (count: number, words: string) => `${words} ${count === 1 ? 'item' : 'items'}`,
    loading: 'Loading your gallery',
    newPosts: (words: string) => `${words} new`,
    emptyTitle: 'Nothing here yet',
    emptyText: 'Post a photo or a film in your Telegram channel. It appears here by itself within seconds.',
    setUp: 'Set up the gallery',
    nothingTitle: 'Nothing found',
    nothingText: (query: string) => `No name or caption contains “${query}”.`,
    nothingOfKind: 'There is nothing of this kind yet.',
    showAll: 'Show everything',
    failedTitle: 'Your gallery could not be loaded',
    moreFailed: 'The rest could not be loaded.',
  },

  account: {
    menu: 'Account',
    settings: 'Settings',
    signOut: 'Sign out',
    setUp: 'Choose name and password',
    appearance: 'Appearance',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
  },

  signIn: {
    title: 'Sign in',
    email: 'E-mail address',
    password: 'Password',
    submit: 'Sign in',
    first: 'First time here? Open the sign-in link that Gramreel printed when it started.',
  },

  welcome: {
    checking: 'Signing you in …',
    title: 'Welcome to Gramreel',
    text: 'You are signed in. Choose how you sign in next time, from any browser.',
    name: 'Your name',
    email: 'E-mail address',
    emailHint: 'It is never sent anywhere. It only is your sign-in name.',
    password: 'Password',
    passwordHint: 'At least 8 characters',
    submit: 'Save and open the gallery',
    usedTitle: 'This sign-in link does not work any more',
    usedText:
      'Each link works once, and only until Gramreel is started again. Start it again to get a new link, or sign in with your password.',
    noCodeTitle: 'This sign-in link is not complete',
    noCodeText: 'Copy the whole address from the terminal, up to its very last character.',
    failedTitle: 'You could not be signed in',
    toSignIn: 'Sign in with a password',
    toGallery: 'Open the gallery',
  },

  notFound: {
    title: 'There is nothing here',
    text: 'The address may be mistyped.',
    button: 'Open the gallery',
  },
  crashed: {
    title: 'Something went wrong on this page',
    text: 'Loading it again usually helps.',
    button: 'Load again',
  },

  status: {
    label: 'Status',
    dismiss: 'Hide this message',
    setUp: 'Set up',
    offline: 'Gramreel does not answer. Trying again …',
    bot: {
      unreachable: 'Telegram cannot be reached right now. New posts will appear as soon as it answers.',
      refused: 'Telegram does not accept the token of a bot. The settings say which: Bots and channels.',
      none: 'No bot is connected yet, so nothing new comes in.',
    },
    worker: {
      waking: 'The worker is waking up. Films play in about a minute.',
      unreachable: 'The worker does not answer. Films will not play until it is back.',
      none: 'No worker is set up, so large films cannot be played.',
    },
  },
} as const

/** Sentences for calls that failed, by code; `internal` stands in for those a person never sees in the gallery. */
const FAILURES: Partial<Record<FailureCode, string>> = {
  unreachable: 'Gramreel does not answer. Check that it is running.',
  wrong_credentials: 'E-mail address or password is wrong.',
  code_used: 'This sign-in link was used already.',
  too_many_requests: 'Too many tries. Please wait a few minutes.',
  wrong_password: 'The present password is wrong.',
  email_taken: 'Somebody here signs in with this e-mail address already.',
  last_owner: 'There must be an owner. Make somebody else owner first.',
  link_over: 'This link was used already, was withdrawn or has expired.',
  foreign_origin: 'This page was opened at another address than Gramreel expects (PUBLIC_URL).',
  file_not_found: 'There is no such file.',
  bad_request: 'Something in the form was not accepted. Please check it.',
  storage_full: 'The disk is full, so nothing could be saved.',
  forbidden: 'You may not do this.',
  bot_token_unknown:
    'Telegram does not know this token. Copy it from @BotFather once more, the whole line, such as 123456789:AAEx….',
  bot_named:
    'This bot is named by the setting TELEGRAM_BOT_TOKEN. Take it out there and start Gramreel again.',
  channel_named:
    'This channel is named by the setting TELEGRAM_CHATS. Take it out there and start Gramreel again.',
  telegram_unreachable: 'Telegram cannot be reached right now. Please try again in a moment.',
  shares_full: 'You have as many shares as one person may have. End some of them first.',
}

export const failureText = (code: FailureCode): string =>
  FAILURES[code] ?? 'Something went wrong on our side. Please try again.'
