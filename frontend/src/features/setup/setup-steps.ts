/** Which step of the set-up is done, and which comes next. Pure. */
import type { Channel, ConnectedBot } from '@gramreel/contracts/bots'
import type { WorkerItem } from '@gramreel/contracts/worker-list'

export const STEPS = ['bot', 'channel', 'worker'] as const
export type Step = (typeof STEPS)[number]
/** `ready`: the page at the end, with the summary and the real test. */
export type Place = Step | 'ready'

export type Facts = { bots: readonly ConnectedBot[]; workers: readonly WorkerItem[] }

export const placeOf = (text: string | undefined): Place | undefined =>
  [...STEPS, 'ready' as const].find((place) => place === text)

export const workingBot = ({ bots }: Facts): ConnectedBot | undefined =>
  bots.find(({ state }) => state === 'ok')

type PlacedChannel = { bot: ConnectedBot; channel: Channel }

/** All that bots know of, those first whose posts come, then those that wait for a word. */
export const channelsOf = ({ bots }: Facts): PlacedChannel[] => {
  const all = bots.flatMap((bot) => bot.channels.map((channel) => ({ bot, channel })))
  const rank = ({ channel: { decision, problem, kind } }: PlacedChannel) =>
    (decision === 'accepted' ? 0 : decision === 'found' ? 2 : 4) +
    Number(problem !== null || kind === 'private')
  return all.filter(({ channel }) => channel.decision !== 'ignored').toSorted((a, b) => rank(a) - rank(b))
}

/** The channel whose posts are in the gallery. */
export const workingChannel = (facts: Facts): PlacedChannel | undefined =>
  channelsOf(facts).find(
    ({ bot, channel: { decision, problem, kind } }) =>
      bot.state === 'ok' && decision === 'accepted' && problem === null && kind !== 'private',
  )

/** The one that plays; else the one that is nearest to it. */
export const bestWorker = ({ workers }: Facts): WorkerItem | undefined =>
  workers.find(({ state }) => state === 'ok') ?? workers.find(({ url }) => url !== null) ?? workers.at(-1)

export const isDone = (step: Step, facts: Facts): boolean => {
  if (step === 'bot') return workingBot(facts) !== undefined
  if (step === 'channel') return workingChannel(facts) !== undefined
  return bestWorker(facts)?.state === 'ok'
}

/** Where somebody who comes back goes on. */
export const firstOpen = (facts: Facts): Place => STEPS.find((step) => !isDone(step, facts)) ?? 'ready'

export const after = (place: Place): Place =>
  place === 'ready' ? place : (STEPS[STEPS.indexOf(place) + 1] ?? 'ready')
export const before = (place: Place): Place | undefined =>
  place === 'ready' ? STEPS.at(-1) : STEPS[STEPS.indexOf(place) - 1]
