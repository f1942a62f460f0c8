import type { Status } from '@gramreel/contracts/status'

/** How the bots are doing in one word: as the first one in trouble, else as the first. */
export const summarizeBots = (bots: readonly Status['bot'][]): Status['bot'] => {
  const { state, username } = bots.find((bot) => bot.state !== 'ok') ??
    bots[0] ?? { state: 'none', username: null }
  return { state, username }
}
