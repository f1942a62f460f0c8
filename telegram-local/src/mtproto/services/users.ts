import type { World } from '../../world.ts'
import { RpcError, type Services } from '../service.ts'
import { list, long, object } from './fields.ts'
import { resolveUser, signedIn } from './peers.ts'
import { tlUser } from './tl-people.ts'

export function userServices(world: World): Services {
  return {
    'users.getUsers': (request, caller) => {
      const self = signedIn(world, caller)
      return list(request, 'id').map((input) => {
        const user = resolveUser(world, self, input)
        return user === undefined ? { _: 'userEmpty', id: long(input, 'user_id') } : tlUser(user, self)
      })
    },
    'users.getFullUser': (request, caller) => {
      const self = signedIn(world, caller)
      const user = resolveUser(world, self, object(request, 'id'))
      if (user === undefined) throw new RpcError(400, 'USER_ID_INVALID')
      const botInfo = { _: 'botInfo', user_id: BigInt(user.id), description: '', commands: [] }
      const fullUser = {
        _: 'userFull',
        id: BigInt(user.id),
        settings: { _: 'peerSettings' },
        notify_settings: { _: 'peerNotifySettings' },
        bot_info: user.isBot ? { ...botInfo, menu_button: { _: 'botMenuButtonDefault' } } : undefined,
        common_chats_count: 0,
      }
      return { _: 'users.userFull', full_user: fullUser, chats: [], users: [tlUser(user, self)] }
    },
  }
}
