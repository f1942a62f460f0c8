import {
  IdParams,
  InvitationList,
  InvitationRequest,
  OneTimeLink,
  PersonList,
  RoleChange,
} from '@gramreel/contracts/accounts'
import { Type } from 'typebox'
import { publicOrigin } from '../http/public-origin.ts'
import type { App } from '../http/server.ts'
import type { AccountParts } from './parts.ts'

type Parts = Pick<AccountParts, 'people' | 'invitations'> & { publicUrl: string | undefined }

const tags = ['people']
const config = { requires: 'owner' } as const
const done = { 204: Type.Null() }

/** What the owner does about people. */
export const peopleRoutes = (app: App, { people, invitations, publicUrl }: Parts): void => {
  app.get(
    '/api/people',
    { config, schema: { tags, summary: 'Everybody with an account', response: { 200: PersonList } } },
    async () => ({ people: await people.list() }),
  )

  app.put(
    '/api/people/:id/role',
    {
      config,
      schema: { tags, summary: 'Change a role', params: IdParams, body: RoleChange, response: done },
    },
    async (request, reply) => {
      await people.changeRole(request.params.id, request.body.role)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/people/:id/reset',
    {
      config,
      schema: {
        tags,
        summary: 'Sign a person out everywhere, and make a one-time link to a new password',
        params: IdParams,
        response: { 200: OneTimeLink },
      },
    },
    async (request) => invitations.reset(request.params.id, publicOrigin(request, publicUrl)),
  )

  app.delete(
    '/api/people/:id',
    {
      config,
      schema: { tags, summary: 'Remove a person, signed out at once', params: IdParams, response: done },
    },
    async (request, reply) => {
      await people.remove(request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/invitations',
    { config, schema: { tags, summary: 'Invitations still open', response: { 200: InvitationList } } },
    async () => ({ invitations: await invitations.list() }),
  )

  app.post(
    '/api/invitations',
    {
      config,
      schema: {
        tags,
        summary: 'Invite somebody: a link that works once and is shown once',
        body: InvitationRequest,
        response: { 200: OneTimeLink },
      },
    },
    async (request) => invitations.invite(request.body, publicOrigin(request, publicUrl)),
  )

  app.delete(
    '/api/invitations/:id',
    { config, schema: { tags, summary: 'Withdraw an invitation', params: IdParams, response: done } },
    async (request, reply) => {
      await invitations.revoke(request.params.id)
      return reply.code(204).send(null)
    },
  )
}
