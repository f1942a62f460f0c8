// The sentences of the settings' section about bots and channels: each state a word, each problem with what to do about it.
import type { BotState, ChannelDecision, ChannelKind, ChannelProblem } from '@gramreel/contracts/bots'

export const botsTexts = {
  intro:
    'A bot brings what is posted in your Telegram channels into the gallery. In Telegram, write to @BotFather, send /newbot, and paste the token that it answers.',
  setUp: 'Set-up, step by step',
  token: 'Bot token',
  tokenHint: 'Such as 123456789:AAEx…. It is kept encrypted and never shown again.',
  connect: 'Connect the bot',
  connecting: 'Asking Telegram …',
  telegramWaits: (seconds: string) => `Telegram asks to wait ${seconds} before it is asked again.`,
  connectsIn: (seconds: string) =>
    `The bot is connected by itself in ${seconds}. Please leave this page open.`,
  none: 'No bot is connected yet.',
  unnamed: (id: number) => `Bot ${id}`,

  states: {
    ok: 'Connected',
    connecting: 'Connecting',
    unreachable: 'Telegram cannot be reached',
    refused: 'Token refused',
    locked: 'Token locked',
  } satisfies Record<BotState, string>,
  help: {
    ok: undefined,
    connecting: undefined,
    unreachable: 'Gramreel goes on trying. If it lasts, look at the network of its server.',
    refused:
      'Telegram does not accept the token any more. Ask @BotFather for a new one (/token) and paste it above.',
    locked:
      'The token cannot be decrypted, because SECRET_KEY is another one than before. Restore the key, or paste the token above.',
  } satisfies Record<BotState, string | undefined>,
  delivery: { webhook: 'Telegram brings the news by itself', polling: 'News are asked for' },
  named: 'Named in the settings of the server (TELEGRAM_BOT_TOKEN)',

  remove: 'Remove',
  removeOf: (name: string) => `Remove ${name}`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText:
    'Its token is deleted here. What it brought stays in the gallery, but cannot be opened until a bot in the same channel is connected.',
  cancel: 'Cancel',

  channels: 'Channels',
  noChannels:
    'No channel yet. In Telegram, open your channel → Administrators → Add administrator, choose this bot, and post something. Or forward one post of the channel to the bot. The channel then appears here.',
  kinds: {
    channel: 'Channel',
    supergroup: 'Group',
    group: 'Group',
    private: 'Private messages',
  } satisfies Record<ChannelKind, string>,
  decisions: { found: 'Found', accepted: 'In the gallery', ignored: 'Ignored' } satisfies Record<
    ChannelDecision,
    string
  >,
  channelNamed: 'named in TELEGRAM_CHATS',
  question: 'Do you want its files in the gallery?',
  waiting: (count: number) => (count === 1 ? '1 file waits' : `${count} files wait`),
  missed: (count: number) =>
    count === 1
      ? '1 more came for which there was no room'
      : `${count} more came for which there was no room`,
  accept: 'Accept',
  acceptOf: (name: string) => `Accept ${name}`,
  ignore: 'Ignore',
  ignoreOf: (name: string) => `Ignore ${name}`,
  check: 'Check again',
  checkOf: (name: string) => `Check ${name} again`,
  problems: {
    not_administrator: 'The bot is not an administrator',
    not_member: 'The bot is not in this channel',
    removed: 'The bot was removed',
    unchecked: 'Not checked yet',
  } satisfies Record<ChannelProblem, string>,
  problemHelp: {
    not_administrator:
      'So Telegram does not tell it what is posted. In Telegram: open the channel → Administrators → Add administrator, and choose this bot.',
    not_member:
      'It cannot see what is posted. In Telegram: open the channel → Administrators → Add administrator, and choose this bot.',
    removed:
      'What is posted there no longer comes. To have it again, in Telegram: open the channel → Administrators → Add administrator, and choose this bot.',
    unchecked: 'Telegram has not said yet what the bot may do there.',
  } satisfies Record<ChannelProblem, string>,
  privateRemoved: 'This person has blocked the bot.',
  mayNotPost:
    'The bot may not post there, so uploads cannot go there. In Telegram: Administrators → this bot → Post messages.',
} as const
