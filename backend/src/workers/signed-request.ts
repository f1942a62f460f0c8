// How a signed request is taken: its body as the bytes that were signed, and only then as JSON.
import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyRequest } from 'fastify'
import type { App } from '../http/server.ts'
import type { EnrolledSigner, SignedBy, WorkerSignature } from './worker-signature.ts'

export const takeBodiesAsBytes = (app: App): void => {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
}

const parse = (body: Buffer): unknown => {
  try {
    return body.length === 0 ? undefined : JSON.parse(body.toString())
  } catch (cause) {
    throw new PublicError('bad_request', 'a body that is no JSON', { cause })
  }
}

/**
 * Throws worker_unknown. A body is only looked into once it is known whose it is, unless it brings the key along: `bringsKey`
 * finds that.
 */
export const checkSignature = async (
  request: FastifyRequest,
  signature: WorkerSignature,
  bringsKey?: (body: unknown) => EnrolledSigner | undefined,
): Promise<SignedBy> => {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const { method, url: path, headers, params } = request
  const given = bringsKey?.(parse(body))
  const signer = await signature({ method, path, authorization: headers.authorization, body }, given)
  if (typeof params !== 'object' || params === null || Reflect.get(params, 'workerId') !== signer.workerId) {
    throw new PublicError('worker_unknown', 'the address is another worker’s')
  }
  if (body.length > 0) request.body = parse(body)
  return signer
}
