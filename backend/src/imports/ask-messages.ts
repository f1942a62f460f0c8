// Asks a worker what stands in a channel (contracts/src/messages.ts). What it answers is checked: it is another program, and
// perhaps another person's.
import { ERRORS, PublicError, type ErrorCode } from '@gramreel/contracts/errors'
import { TOLD_MESSAGES_MAX_BYTES, ToldMessages } from '@gramreel/contracts/messages'
import type { TaskOrder } from '@gramreel/contracts/tasks'
import { Compile } from 'typebox/compile'
import type { GuardedFetch } from '../http/guarded-fetch.ts'
import type { Worker } from '../workers/worker-choice.ts'

/** A worker waits a minute for Telegram, and a sleeping one wakes up first. */
const TIMEOUT_MS = 100_000

export type AskMessages = (
  botId: number,
  order: TaskOrder<'import'>,
  signal?: AbortSignal,
) => Promise<ToldMessages>

type Parts = {
  /** A worker that is well and signed in as this bot, if there is one: file_ids are of the bot that asks. */
  chooseWorker: (botId: number) => Promise<Pick<Worker, 'id' | 'url'> | undefined>
  writeTask: (workerId: string, order: TaskOrder<'import'>) => string
  guardedFetch: GuardedFetch
}

const isTold = Compile(ToldMessages)

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

const isCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(ERRORS, code)

/** Throws PublicError: no_worker; the worker's own code where it names one; telegram_failed for all else. */
export const createAskMessages =
  ({ chooseWorker, writeTask, guardedFetch }: Parts): AskMessages =>
  async (botId, order, signal) => {
    const worker = await chooseWorker(botId)
    if (!worker) throw new PublicError('no_worker', `reading a channel of bot ${botId}`)
    const answer = await guardedFetch(`${worker.url}/messages`, {
      headers: { authorization: `Bearer ${writeTask(worker.id, order)}` },
      maxBytes: TOLD_MESSAGES_MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
      signal,
    }).catch((cause: unknown) => {
      throw signal?.aborted ? signal.reason : new PublicError('telegram_failed', 'asking a worker', { cause })
    })
    const body = parse(answer.body)
    const { first, count } = order
    const isAsked = ({ message_id: id }: { message_id: number }) => id >= first && id < first + count
    if (answer.status === 200 && isTold.Check(body)) {
      const last = body.last < first + count ? body.last : 0
      return { messages: body.messages.filter(isAsked), last }
    }
    const code: unknown = Reflect.get(Object(Reflect.get(Object(body), 'error')), 'code')
    throw new PublicError(isCode(code) ? code : 'telegram_failed', `worker ${worker.id}: ${answer.status}`)
  }
