// GET /messages: what stands in a channel, for the backend's imports. What is asked for stands in the task's token.
import type { FastifyInstance } from 'fastify'
import type { CheckTask } from '../links/check-task.ts'
import type { MessageSource } from '../telegram/message-source.ts'
import { signalOf } from './stream-file.ts'

type Parts = { checkTask: CheckTask; source: MessageSource }

export function messageRoutes(app: FastifyInstance, { checkTask, source }: Parts): void {
  app.get('/messages', async (request, reply) => {
    const { chat, first, count } = await checkTask(request.headers.authorization, 'import')
    void reply.header('cache-control', 'no-store')
    return source.messages({ chat, first, count }, signalOf(reply.raw))
  })
}
