// Who takes an upload's bytes: parts at Telegram belong to a bot, so it stays with its worker, or goes to one of the same bot.
import type { UploadParts, UploadWorker } from './uploads.ts'

type Worker = { id: string; url: string; botId: number | undefined; state: string }
type Workers = {
  list: () => Worker[]
  choose: (file: { id: string; bot_id: number }) => Promise<Worker | undefined>
}

const ofABot = (worker: Worker | undefined): UploadWorker | undefined =>
  worker?.botId === undefined ? undefined : { id: worker.id, url: worker.url, botId: worker.botId }

export const chooseUploadWorker =
  (workers: Workers, mainBot: () => number | undefined): UploadParts['chooseWorker'] =>
  async (known) => {
    const same = workers.list().find(({ id, state }) => id === known?.workerId && state !== 'unreachable')
    const botId = known?.botId ?? mainBot()
    if (botId === undefined) return undefined
    return ofABot(same ?? (await workers.choose({ id: 'uploads', bot_id: botId })))
  }
