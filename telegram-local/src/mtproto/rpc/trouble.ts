// Scripted trouble as calls meet it: before they are carried out, and in what they answer.
import { setTimeout as sleep } from 'node:timers/promises'
import { FAULT_NAMES } from '../../faults.ts'
import type { Fault, FaultName } from '../../faults.ts'
import { LazyBytes } from '../../tl/lazy-bytes.ts'
import type { Centre } from '../centre.ts'
import { RpcError } from '../service.ts'
import type { Caller, TlObject } from '../service.ts'

/** The data centre that real redirects name. */
const CDN_DC = 203
/** How many bytes too many a long chunk has. */
const EXCESS = 1024

/** The request counts as never received: the connection ends with this transport error. */
export class TransportRefusal extends Error {
  override name = 'TransportRefusal'
  readonly code: number
  constructor(code: number) {
    super(`transport error ${code}`)
    this.code = code
  }
}

/** What the real servers send is negative; 429 and -429 mean the same here. */
export const transportError = (fault: Fault): number => -Math.abs(fault.code ?? 429)

/** With what a call is refused before it is carried out. */
const REFUSALS = {
  'flood-wait': ({ seconds = 1 }) => new RpcError(420, `FLOOD_WAIT_${seconds}`),
  'rpc-error': ({ code = 500, message = 'INTERNAL_SERVER_ERROR' }) => new RpcError(code, message),
  'file-migrate': ({ dc = 4 }) => new RpcError(303, `FILE_MIGRATE_${dc}`),
  'file-reference-expired': () => new RpcError(400, 'FILE_REFERENCE_EXPIRED'),
  'auth-key-unregistered': (_, caller) => {
    caller.userId = undefined
    return new RpcError(401, 'AUTH_KEY_UNREGISTERED')
  },
  'transport-error': (fault) => new TransportRefusal(transportError(fault)),
} satisfies Partial<Record<FaultName, (fault: Fault, caller: Caller) => Error>>

/** What an answer with these bytes of a file becomes; `limit`: how many were asked for. */
const LIES = {
  'short-chunk': (bytes) => ({ bytes: bytes.subarray(0, bytes.length >> 1) }),
  'empty-chunk': () => ({ bytes: Buffer.alloc(0) }),
  'long-chunk': (bytes, limit) => ({ bytes: Buffer.concat([bytes], Math.max(bytes.length, limit) + EXCESS) }),
  'wrong-chunk': (bytes) => ({ bytes: withFlippedBit(bytes) }),
  // https://core.telegram.org/cdn: real servers say this only to clients that set `cdn_supported`.
  'cdn-redirect': () => ({
    _: 'upload.fileCdnRedirect',
    dc_id: CDN_DC,
    file_token: Buffer.alloc(16, 1),
    encryption_key: Buffer.alloc(32, 2),
    encryption_iv: Buffer.alloc(16, 3),
    file_hashes: [],
  }),
} satisfies Partial<Record<FaultName, (bytes: Buffer, limit: number) => object>>

const BEFORE: readonly FaultName[] = ['stall', ...namesOf(REFUSALS)]
/** Met by calls that succeed. Those that are no lies about bytes change the message that carries the answer: see Line. */
const AFTER: readonly FaultName[] = [
  ...namesOf(LIES),
  'corrupt-message',
  'truncated-message',
  'replayed-message',
  'garbage',
  'drop-connection',
]

/** Throws or waits when a fault stands in the way of this call. */
export async function meetTrouble({ faults }: Centre, request: TlObject, caller: Caller): Promise<void> {
  const fault = faults.take(request._, BEFORE, mediaOf(request))
  if (!fault) return
  if (isOneOf(REFUSALS, fault.fault)) throw REFUSALS[fault.fault](fault, caller)
  await silence(fault.seconds)
}

/** The fault that this answer meets. */
export const troubleOfAnswer = ({ faults }: Centre, request: TlObject): Fault | undefined =>
  faults.take(request._, AFTER, mediaOf(request))

/** The file that a call wants, as faults name it. */
export function mediaOf({ location }: TlObject): string | undefined {
  const isLocation = typeof location === 'object' && location !== null && 'id' in location
  return isLocation ? String(location.id) : undefined
}

/** A result as the faults that lie about file bytes have it; others, and results without bytes, stay as they are. */
export function falsified(result: unknown, request: TlObject, fault: Fault | undefined): unknown {
  if (!fault || !isOneOf(LIES, fault.fault)) return result
  if (typeof result !== 'object' || result === null || !('bytes' in result)) return result
  const bytes = result.bytes instanceof LazyBytes ? result.bytes.made() : result.bytes
  return Buffer.isBuffer(bytes)
    ? { ...result, ...LIES[fault.fault](bytes, Number(request['limit'] ?? 0)) }
    : result
}

/** No seconds: for ever. */
const silence = (seconds: number | undefined): Promise<unknown> =>
  seconds ? sleep(seconds * 1000, undefined, { ref: false }) : new Promise(() => undefined)

function withFlippedBit(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const middle = copy.length >> 1
  if (copy.length > 0) copy.writeUInt8(copy.readUInt8(middle) ^ 1, middle)
  return copy
}

function isOneOf<Name extends FaultName>(table: Record<Name, unknown>, name: FaultName): name is Name {
  return Object.hasOwn(table, name)
}

function namesOf<Name extends FaultName>(table: Record<Name, unknown>): Name[] {
  return FAULT_NAMES.filter((name): name is Name => isOneOf(table, name))
}
