// Where somebody stopped watching: kept for each account, so that he goes on there on any device.
import { Type, type Static } from 'typebox'

/** Films of one person that are remembered; the longest untouched go first. */
export const POSITIONS_PER_PERSON = 2000

/** Body of `PUT /api/files/{id}/position`; what is not worth resuming (resume.ts) forgets the place. */
export const Position = Type.Object(
  { seconds: Type.Number({ minimum: 0, maximum: 10_000_000 }) },
  { additionalProperties: false },
)
export type Position = Static<typeof Position>
