// What a method is given, and where it stands: by its name, whose case Telegram does not mind.
import type { Faults } from '../faults.ts'
import type { Bot, World } from '../world.ts'
import type { Arguments } from './arguments.ts'

export type Call = {
  world: World
  faults: Faults
  bot: Bot
  args: Arguments
  /** Aborts when the client has gone or the server ends. */
  signal: AbortSignal
}

/** Answers the `result`, or throws BotApiError. */
export type BotApiMethod = (call: Call) => unknown

export type BotApiMethods = Readonly<Record<string, BotApiMethod>>

/** Finds a method by name in any case, and its name as documented. */
export function createMethodFinder(methods: BotApiMethods) {
  const byName = new Map(Object.entries(methods).map(([name, run]) => [name.toLowerCase(), { name, run }]))
  return (name: string) => byName.get(name.toLowerCase())
}
