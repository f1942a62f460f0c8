// For tests: calls services as the wire would, without one.
import type { World } from '../../world.ts'
import { LazyBytes } from '../../tl/lazy-bytes.ts'
import { type Caller, RpcError, type TlObject } from '../service.ts'
import { createServices } from './create-services.ts'

export type ServiceClient = {
  readonly caller: Caller
  call: (method: string, fields?: Record<string, unknown>) => Promise<TlObject>
  /** "code NAME" of the error; "no error" without one. */
  refusal: (method: string, fields?: Record<string, unknown>) => Promise<string>
}

const DCS = [2, 4].map((id) => ({ id, host: '127.0.0.1', port: 3000 + id }))

/** Opens clients of one set of services: each has its own key, at the data centre that is asked for. */
export function serviceClients(world: World): (dcId?: number, userId?: number) => ServiceClient {
  const services = createServices(world, { dcs: () => DCS })
  let keys = 0
  return (dcId = world.homeDc, userId) => {
    const caller: Caller = { dcId, authKeyId: String(++keys), layer: 198, apiId: world.apiId, userId }
    const call = async (method: string, fields = {}) => {
      const service = services[method]
      if (service === undefined) throw new Error(`no service ${method}`)
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tests look into whatever comes
      const result = (await service({ _: method, ...fields }, caller)) as TlObject
      const { bytes } = result
      return bytes instanceof LazyBytes ? { ...result, bytes: bytes.made() } : result
    }
    return {
      caller,
      call,
      refusal: (method, fields) =>
        call(method, fields).then(
          () => 'no error',
          (error: unknown) => {
            if (error instanceof RpcError) return `${error.code} ${error.message}`
            throw error
          },
        ),
    }
  }
}
