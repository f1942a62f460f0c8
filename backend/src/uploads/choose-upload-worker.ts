// Who takes an upload's bytes: parts at Telegram belong to a bot, so it stays with its worker, or goes to one of the same bot.
import type { UploadParts } from './uploads.ts'

type Worker = { id: string; url: string; botId: number | undefined; state: string }
type Workers = {
  list: () => Worker[]
  choose: (file: { id: string; bot_id: number }) => Promise<Worker | undefined>
}

export const chooseUploadWorker =
  (workers: Workers): UploadParts['chooseWorker'] =>
  async ({ workerId, botId }) => {
    const same = workers.list().find(({ id, state }) => id === workerId && state !== 'unreachable')
    const worker = same?.botId === botId ? same : await workers.choose({ id: 'uploads', bot_id: botId })
    return worker?.botId === botId ? { id: worker.id, url: worker.url, botId } : undefined
  }
