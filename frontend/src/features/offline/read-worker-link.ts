import type { LinkAnswer } from '@gramreel/contracts/links'
import { ApiError, call } from '../../shared/api.ts'
import { LoadFailure } from './load-film.ts'

/** A link to a worker, whatever the size: scripts may not read the Bot API's files. Rejects with LoadFailure. */
export async function readWorkerLink(id: string): Promise<LinkAnswer> {
  try {
    return await call<LinkAnswer>(`/api/files/${encodeURIComponent(id)}/link?direct=never`)
  } catch (error) {
    throw new LoadFailure(error instanceof ApiError ? error.code : 'unreachable', { cause: error })
  }
}
