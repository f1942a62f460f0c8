import type { FastifyInstance } from 'fastify'
import type { MemberStatus, World } from '../world.ts'
import { invalid, notFound } from './control-error.ts'
import { botSchema, channelSchema, memberSchema, userSchema } from './schemas.ts'

/** Bots, people, channels, and who is where. */
export function peopleRoutes(app: FastifyInstance, world: World): void {
  app.post<{ Body: Parameters<World['addBot']>[0] }>('/bots', { schema: { body: botSchema } }, ({ body }) => {
    const { id, token } = body
    if (token !== undefined && id !== undefined && !token.startsWith(`${id}:`)) {
      throw invalid(`the token of bot ${id} must begin with ${id}:`)
    }
    const wanted = id ?? (token === undefined ? undefined : Number(token.split(':')[0]))
    if (wanted !== undefined) checkFree(world, wanted)
    const bot = world.addBot(body)
    return { id: bot.id, token: bot.token, username: bot.username }
  })

  app.post<{ Body: Parameters<World['addUser']>[0] }>(
    '/users',
    { schema: { body: userSchema } },
    ({ body }) => {
      if (body.id !== undefined) checkFree(world, body.id)
      return { id: world.addUser(body).id }
    },
  )

  app.post<{ Body: Parameters<World['addChannel']>[0] }>(
    '/channels',
    { schema: { body: channelSchema } },
    ({ body }) => {
      if (body.id !== undefined && world.channel(body.id)) {
        throw invalid(`there is a channel ${body.id} already`)
      }
      const { id } = world.addChannel(body)
      world.setMember(id, world.defaultUser.id, 'creator')
      return { chat: String(id) }
    },
  )

  app.post<{ Body: { chat: string | number; user: number; status: MemberStatus } }>(
    '/members',
    { schema: { body: memberSchema } },
    ({ body: { chat, user, status } }) => {
      const id = Number(chat)
      if (!world.channel(id)) throw notFound(`there is no channel ${chat}`)
      if (!world.user(user)) throw notFound(`there is no person or bot ${user}`)
      world.setMember(id, user, status)
      return { chat: String(id), user, status }
    },
  )
}

function checkFree(world: World, id: number): void {
  if (world.user(id)) throw invalid(`there is a person or bot ${id} already`)
}
