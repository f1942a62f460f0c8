// Signing in, and taking a sign-in along to another data centre: https://core.telegram.org/api/datacenter
import { randomBytes } from 'node:crypto'
import type { World } from '../../world.ts'
import { RpcError, type Services, type TlObject } from '../service.ts'
import { bytes, int, long, text } from './fields.ts'
import { signedIn } from './peers.ts'
import { tlUser } from './tl-people.ts'

const EXPORT_LIFETIME_MS = 5 * 60_000

export function authServices(world: World, now: () => number = Date.now): Services {
  const exported = new Map<string, { userId: number; dcId: number; expiresAt: number }>()
  const authorization = (userId: number): TlObject => {
    const user = world.user(userId)
    if (user === undefined) throw new RpcError(400, 'USER_ID_INVALID')
    return { _: 'auth.authorization', user: tlUser(user, user) }
  }

  return {
    'auth.importBotAuthorization': (request, caller) => {
      if (int(request, 'api_id') !== world.apiId || text(request, 'api_hash') !== world.apiHash) {
        throw new RpcError(400, 'API_ID_INVALID')
      }
      const bot = botOf(world, text(request, 'bot_auth_token'))
      if (caller.dcId !== world.homeDc) throw new RpcError(303, `USER_MIGRATE_${world.homeDc}`)
      caller.userId = bot.id
      return authorization(bot.id)
    },
    'auth.exportAuthorization': (request, caller) => {
      const { id } = signedIn(world, caller)
      const dcId = int(request, 'dc_id')
      if (!world.dcIds.includes(dcId) || dcId === caller.dcId) throw new RpcError(400, 'DC_ID_INVALID')
      for (const [key, { expiresAt }] of exported) if (expiresAt <= now()) exported.delete(key)
      const secret = randomBytes(128)
      exported.set(secret.toString('hex'), { userId: id, dcId, expiresAt: now() + EXPORT_LIFETIME_MS })
      return { _: 'auth.exportedAuthorization', id: BigInt(id), bytes: secret }
    },
    'auth.importAuthorization': (request, caller) => {
      const key = Buffer.from(bytes(request, 'bytes')).toString('hex')
      const found = exported.get(key)
      if (found === undefined || found.dcId !== caller.dcId || found.expiresAt <= now()) {
        throw new RpcError(400, 'AUTH_BYTES_INVALID')
      }
      if (long(request, 'id') !== BigInt(found.userId)) throw new RpcError(400, 'USER_ID_INVALID')
      exported.delete(key)
      caller.userId = found.userId
      return authorization(found.userId)
    },
    'auth.logOut': (_request, caller) => {
      signedIn(world, caller)
      caller.userId = undefined
      return { _: 'auth.loggedOut' }
    },
  }
}

/** A token that once was a bot's is expired, anything else invalid. */
function botOf(world: World, token: string) {
  const bot = world.botByToken(token)
  if (bot !== undefined) return bot
  const [id = '', secret] = token.split(':')
  const wellFormed = /^\d+$/.test(id) && secret?.length === 35
  const once = wellFormed && world.user(Number(id))?.isBot === true
  throw new RpcError(400, once ? 'ACCESS_TOKEN_EXPIRED' : 'ACCESS_TOKEN_INVALID')
}
