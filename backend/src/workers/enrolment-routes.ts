import { Enrolled, Enrolment } from '@gramreel/contracts/enrolment'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { App } from '../http/server.ts'
import { parsePublicKey, type EnrolmentDesk } from './enrolment.ts'
import { checkSignature, takeBodiesAsBytes } from './signed-request.ts'
import type { WorkerSignature } from './worker-signature.ts'

const isEnrolment = Compile(Enrolment)

/** What is no enrolment brings no key; the schema tells it so, once it is known whose it is. */
const keyOf = (body: unknown) => {
  if (!isEnrolment.Check(body)) return undefined
  const publicKey = parsePublicKey(body.publicKey)
  return publicKey && { publicKey, botId: body.botId }
}

export const enrolmentRoutes = async (
  root: App,
  { signature, desk }: { signature: WorkerSignature; desk: Pick<EnrolmentDesk, 'enrol'> },
): Promise<void> => {
  await root.register(async (app: App) => {
    takeBodiesAsBytes(app)
    app.addHook('preValidation', async (request) => {
      await checkSignature(request, signature, keyOf)
    })
    app.post(
      '/api/workers/:workerId/enrolment',
      {
        config: { isPublic: true },
        schema: {
          tags: ['workers'],
          summary: 'Become a worker of this gallery, by a one-time code; signed with the key it brings',
          params: Type.Object({ workerId: Type.String({ minLength: 1, maxLength: 128 }) }),
          body: Enrolment,
          response: { 200: Enrolled },
        },
      },
      async ({ params, body }) => desk.enrol(params.workerId, body),
    )
  })
}
