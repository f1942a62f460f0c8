// GET /proof/{nonce}: the backend calls back the address that an enrolling worker names, and it shows that it is the one.
import { proofText, PROOF_NONCE_PATTERN, type Proof } from '@gramreel/contracts/enrolment'
import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyInstance } from 'fastify'

type Parts = {
  /** Undefined for a worker that was set up by hand: it has nothing to prove. */
  sign: ((text: string) => string) | undefined
  /** Where browsers reach it, as it told the backend. */
  url: () => string
}

const isNonce = new RegExp(PROOF_NONCE_PATTERN)

export function proofRoutes(app: FastifyInstance, { sign, url }: Parts): void {
  app.get<{ Params: { nonce: string } }>('/proof/:nonce', ({ params: { nonce } }, reply): Proof => {
    if (!sign || !isNonce.test(nonce)) throw new PublicError('not_found', 'nothing to prove')
    void reply.header('cache-control', 'no-store')
    return { signature: sign(proofText(nonce, url())) }
  })
}
