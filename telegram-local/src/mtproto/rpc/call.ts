// A request to a service: unwrapped, checked, met by scripted trouble, carried out, answered in the client's layer.
import type { Definition } from '../../tl/definition.ts'
import { encode, encodeAs } from '../../tl/encode.ts'
import type { Part } from '../../tl/lazy-bytes.ts'
import type { LayerSchema } from '../../tl/schema.ts'
import { TlError } from '../../tl/tl-error.ts'
import { refuseDuplicates } from '../duplicates.ts'
import { RpcError } from '../service.ts'
import type { Caller, TlObject } from '../service.ts'
import { pack } from '../session/gzip.ts'
import { state } from '../session/received.ts'
import type { Run } from '../session/session.ts'
import { answer } from '../session/talk.ts'
import type { Talk } from '../session/talk.ts'
import { bindTemporaryKey } from './bind-temporary-key.ts'
import { TransportRefusal, falsified, mediaOf, meetTrouble, troubleOfAnswer } from './trouble.ts'
import { unwrap } from './unwrap.ts'
import type { Unwrapped } from './unwrap.ts'

const BIND = 'auth.bindTempAuthKey'
/** What an answer without file bytes may take, roughly. */
const SMALL = 8 * 1024

/** Carries out a request and sends its answer; requests overlap, so answers may come in any order. */
export function call(talk: Talk, messageId: bigint, body: Buffer): void {
  const { session, line } = talk
  session.received.mark(messageId, state.running)
  const { promise: done, resolve: finish } = Promise.withResolvers<boolean>()
  const run: Run = { done, isDropped: false, isFinished: false }
  session.addRun(messageId, run)
  const end = (isGood: boolean) => {
    run.isFinished = true
    session.received.mark(messageId, state.answered)
    finish(isGood)
  }
  void serve(talk, messageId, body, run, end).catch((error: unknown) => {
    line.centre.log('call-failed', { error: String(error) })
    end(false)
  })
}

async function serve(
  talk: Talk,
  messageId: bigint,
  body: Buffer,
  run: Run,
  end: (isGood: boolean) => void,
): Promise<void> {
  const { line, session } = talk
  const { centre } = line
  const fail = (error: unknown, method?: string) => {
    if (error instanceof TransportRefusal) {
      end(false)
      session.forgetRequest(messageId)
      return line.cut(error.code)
    }
    const { code, message } = rpcError(error, talk, method)
    end(false)
    const value = { _: 'rpc_error', error_code: code, error_message: message }
    if (!run.isDropped)
      answer(talk, messageId, [encode(value, centre.schema.at(0))], method === undefined ? {} : { method })
  }
  let name: string | undefined
  try {
    const wrapped = unwrap(body, centre.schema)
    const { definition } = wrapped
    name = definition?.name
    const isKnown =
      definition && (definition.name === BIND || Object.hasOwn(centre.services, definition.name))
    const counted = isKnown ? definition.name : 'unknown'
    centre.stats.calls[counted] = (centre.stats.calls[counted] ?? 0) + 1
    const caller = callerOf(talk, wrapped)
    if (!isKnown) throw new RpcError(400, `INPUT_METHOD_INVALID_${wrapped.methodId}_0`)
    const request = wrapped.reader.fields(definition)
    if (wrapped.reader.left > 0) throw new RpcError(400, 'INPUT_REQUEST_TOO_LONG')
    await meetTrouble(centre, request, caller)
    for (const id of wrapped.after) {
      if (id === messageId || (await session.run(id)?.done) !== true)
        throw new RpcError(400, 'MSG_WAIT_FAILED')
    }
    line.flow.schedule(costOf(request), () =>
      perform(talk, messageId, definition, request, caller, run, end).catch((error: unknown) =>
        fail(error, definition.name),
      ),
    )
  } catch (error) {
    fail(error, name)
  }
}

async function perform(
  talk: Talk,
  messageId: bigint,
  definition: Definition,
  request: TlObject,
  caller: Caller,
  run: Run,
  end: (isGood: boolean) => void,
): Promise<void> {
  const { centre } = talk.line
  const { name: method } = definition
  const isFile = method.startsWith('upload.')
  const ask = () =>
    method === BIND ? bindTemporaryKey(talk, request, messageId) : centre.services[method]?.(request, caller)
  const write = (result: unknown) => {
    const parts = written(definition, result, centre.schema.at(caller.layer))
    return isFile ? parts : pack(parts)
  }
  // Nobody waits for these bytes any more, and reading them changes nothing.
  if (run.isDropped && method === 'upload.getFile') return end(false)
  const result = await ask()
  const fault = troubleOfAnswer(centre, request)
  const parts = write(falsified(result, request, fault))
  end(true)
  if (run.isDropped) return
  const again = isFile ? async () => write(await ask()) : undefined
  answer(talk, messageId, parts, { method, mediaId: mediaOf(request), fault, ...(again ? { again } : {}) })
}

/** A result that does not fit the schema is our mistake, not the client's. */
function written(definition: Definition, result: unknown, layer: LayerSchema): Part[] {
  try {
    return encodeAs(definition.result, result, layer)
  } catch (cause) {
    throw new Error(`the answer of ${definition.name} cannot be written: ${String(cause)}`, { cause })
  }
}

/** Who asks, with what initConnection and invokeWithLayer say; they belong to the key and are said once. */
function callerOf(talk: Talk, { layer, apiId, definition }: Unwrapped): Caller {
  refuseDuplicates(talk)
  const owner = talk.line.centre.keys.owner(talk.key)
  if (!owner) {
    if (definition?.name === BIND) return talk.key.caller
    throw new RpcError(401, 'AUTH_KEY_PERM_EMPTY')
  }
  const { caller } = owner
  if (layer !== undefined) caller.layer = layer
  if (apiId !== undefined) caller.apiId = apiId
  if (caller.apiId === undefined && definition?.name !== BIND)
    throw new RpcError(400, 'CONNECTION_NOT_INITED')
  return caller
}

/** Bytes that the answer will hold, so that a peer who does not read cannot make us read files into memory. */
function costOf(request: TlObject): number {
  const limit = request._ === 'upload.getFile' ? request['limit'] : 0
  return SMALL + (typeof limit === 'number' ? Math.min(Math.max(limit, 0), 1024 * 1024) : 0)
}

function rpcError(error: unknown, talk: Talk, method?: string): { code: number; message: string } {
  if (error instanceof RpcError) return error
  if (error instanceof TlError) {
    talk.line.centre.log('request-not-understood', { method, error: error.message })
    const id = error.constructorId
    return {
      code: 400,
      message: id === undefined ? 'INPUT_FETCH_ERROR' : `INPUT_CONSTRUCTOR_INVALID_${id}_0`,
    }
  }
  talk.line.centre.log('service-failed', {
    method,
    error: error instanceof Error ? error.stack : String(error),
  })
  return { code: 500, message: 'INTERNAL_SERVER_ERROR' }
}
