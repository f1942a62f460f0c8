// The reader's process: commands come over the channel to its parent, answers go back the same way.
import { commands } from './commands.ts'

export type Call = { id: number; name: keyof typeof commands; given: unknown }
export type Reply = { id: number; answer?: unknown; error?: string }

process.on('message', (call: Call) => {
  const command = commands[call.name] as (given: unknown) => Promise<unknown>
  command(call.given).then(
    (answer) => process.send?.({ id: call.id, answer } satisfies Reply),
    (error: unknown) => process.send?.({ id: call.id, error: String(error) } satisfies Reply),
  )
})
process.on('disconnect', () => process.exit(0))
