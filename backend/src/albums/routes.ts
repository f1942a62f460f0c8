import { Album, AlbumChange, AlbumFiles, AlbumList, NewAlbum } from '@gramreel/contracts/albums'
import { AlbumId } from '@gramreel/contracts/catalogue'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import { sessionOf } from '../http/session-cookie.ts'
import type { Albums } from './albums.ts'

const tags = ['library']
const config = { requires: 'member' } as const
const params = Type.Object({ id: AlbumId })

export const albumRoutes = (app: App, albums: Albums): void => {
  app.get(
    '/api/albums',
    { schema: { tags, summary: 'The albums of the gallery', response: { 200: AlbumList } } },
    async () => ({ albums: await albums.list() }),
  )

  app.post(
    '/api/albums',
    { config, schema: { tags, summary: 'Make an album', body: NewAlbum, response: { 201: Album } } },
    async (request, reply) =>
      reply.code(201).send(await albums.create(sessionOf(request).account.id, request.body)),
  )

  app.patch(
    '/api/albums/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change an album’s title or cover',
        params,
        body: AlbumChange,
        response: { 200: Album },
      },
    },
    async (request) => albums.change(request.params.id, request.body),
  )

  app.delete(
    '/api/albums/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Take an album apart; what was in it stays in the gallery',
        params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await albums.remove(request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/albums/:id/files',
    {
      config,
      schema: {
        tags,
        summary: 'Put items into an album, and take some out',
        params,
        body: AlbumFiles,
        response: { 200: Album },
      },
    },
    async (request) => albums.changeFiles(request.params.id, request.body),
  )
}
