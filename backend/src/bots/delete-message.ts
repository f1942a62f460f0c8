// Deletes a message by whichever bot may. Telegram's rules: https://core.telegram.org/bots/api#deletemessage
import { setTimeout as sleep } from 'node:timers/promises'
import type { DeleteFailure } from '@gramreel/contracts/library'
import { BotApiError, type BotApi } from './bot-api.ts'

export type DoomedMessage = { chat_id: string; message_id: number }

/** Telegram's flood control is waited for this often and this long; beyond it the person had better come back. */
const PATIENCE_SECONDS = 10

const isGone = (error: BotApiError): boolean => error.message.includes('message to delete not found')

const reasonOf = (error: BotApiError): DeleteFailure => {
  if (error.failure === 'wait') return 'wait'
  if (error.failure === 'unreachable' || error.failure === 'conflict') return 'unreachable'
  const isNotThere =
    error.failure === 'refused' || /chat not found|not a member|was kicked|was blocked/.test(error.message)
  return isNotThere ? 'no_bot' : 'no_right'
}

/** What one bot achieves: undefined when the message is gone, whoever deleted it. */
const tryOne = async (
  api: Pick<BotApi, 'deleteMessage'>,
  { chat_id, message_id }: DoomedMessage,
  mayWait = true,
): Promise<DeleteFailure | undefined> => {
  try {
    await api.deleteMessage(chat_id, message_id)
    return undefined
  } catch (error) {
    if (!(error instanceof BotApiError)) throw error
    if (isGone(error)) return undefined
    if (error.failure !== 'wait' || !mayWait || error.seconds > PATIENCE_SECONDS) return reasonOf(error)
    await sleep(Math.max(1, error.seconds) * 1000)
    return tryOne(api, { chat_id, message_id }, false)
  }
}

/** What may be otherwise in a moment, then what a person can mend, then the rest. */
const WORTH_TELLING: readonly DeleteFailure[] = ['wait', 'unreachable', 'no_right', 'no_bot']

/** Undefined when it is gone; else the reason that is most worth telling. */
export const deleteByAny = async (
  apis: readonly Pick<BotApi, 'deleteMessage'>[],
  message: DoomedMessage,
): Promise<DeleteFailure | undefined> => {
  const failures = new Set<DeleteFailure>()
  for (const api of apis) {
    const failure = await tryOne(api, message)
    if (failure === undefined) return undefined
    failures.add(failure)
  }
  return WORTH_TELLING.find((failure) => failures.has(failure)) ?? 'no_bot'
}
