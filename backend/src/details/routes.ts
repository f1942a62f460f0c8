import { Details } from '@gramreel/contracts/details'
import { FILE_ID_PATTERN } from '@gramreel/contracts/links'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import type { FileRow } from '../storage/schema.ts'
import type { DescribeDetails } from './details.ts'

const tags = ['catalogue']
const FileParams = Type.Object({ id: Type.String({ pattern: FILE_ID_PATTERN }) })

type Parts = {
  /** Throws file_not_found. */
  file: (id: string) => Promise<FileRow>
  details: DescribeDetails
}

export const detailsRoutes = (app: App, { file, details }: Parts): void => {
  app.get(
    '/api/files/:id/details',
    {
      schema: {
        tags,
        summary: 'What is known of an item beyond its line in the catalogue',
        params: FileParams,
        response: { 200: Details },
      },
    },
    async (request) => details.forMember(await file(request.params.id)),
  )
}
