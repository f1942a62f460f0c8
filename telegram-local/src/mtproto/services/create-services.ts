// Every method of the API that this Telegram knows; a name that is missing here is unknown to it.
import type { World } from '../../world.ts'
import { UploadRefused } from '../../world/upload-errors.ts'
import { type Method, RpcError, type Services } from '../service.ts'
import { authServices } from './auth.ts'
import { getFileServices } from './get-file.ts'
import { type DcAddress, helpServices } from './help.ts'
import { readMessageServices } from './read-messages.ts'
import { savePartServices } from './save-parts.ts'
import { sendMediaServices } from './send-media.ts'
import { updateServices } from './updates.ts'
import { userServices } from './users.ts'

export type ServicesOptions = {
  /** Where each data centre listens, for help.getConfig; asked at every call. */
  dcs: () => readonly DcAddress[]
}

/** The services of all data centres: one object serves every one, since a caller tells its own. */
export function createServices(world: World, { dcs }: ServicesOptions): Services {
  const methods: Services = {
    ...helpServices(dcs),
    ...authServices(world),
    ...userServices(world),
    ...updateServices(world),
    ...readMessageServices(world),
    ...savePartServices(world),
    ...sendMediaServices(world),
    ...getFileServices(world),
  }
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, refusing(method)]))
}

/** Says what the world refuses in Telegram's words. */
function refusing(method: Method): Method {
  return async (request, caller) => {
    try {
      return await method(request, caller)
    } catch (error) {
      throw error instanceof UploadRefused ? new RpcError(400, error.errorName) : error
    }
  }
}
