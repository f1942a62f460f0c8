import { RpcError } from '../service.ts'

const KIB = 1024
const MIB = 1024 * KIB

/** Throws OFFSET_INVALID or LIMIT_INVALID for what upload.getFile does not serve: https://core.telegram.org/api/files#downloading-files. Pure. */
export function checkRange(offset: number, limit: number, isPrecise: boolean): void {
  const step = isPrecise ? KIB : 4 * KIB
  if (offset < 0 || offset % step !== 0) throw new RpcError(400, 'OFFSET_INVALID')
  const fits = limit > 0 && limit % step === 0 && limit <= MIB && (isPrecise || MIB % limit === 0)
  const crossesBorder = Math.floor(offset / MIB) !== Math.floor((offset + limit - 1) / MIB)
  if (!fits || crossesBorder) throw new RpcError(400, 'LIMIT_INVALID')
}
