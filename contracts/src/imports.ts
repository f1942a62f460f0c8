// What was in a channel before the bot came: read through a worker, in the background, newest first.
import { Type, type Static } from 'typebox'
import { LinkFile } from './links.ts'

export const ImportState = Type.Union([Type.Literal('running'), Type.Literal('paused'), Type.Literal('done')])
export type ImportState = Static<typeof ImportState>

export const ImportItem = Type.Object({
  botId: Type.Integer(),
  chat: LinkFile.properties.chat,
  state: ImportState,
  /** Why it does not get on at the moment, an error's code; it goes on trying while `running`. */
  problem: Type.Union([Type.String(), Type.Null()]),
  /** Message numbers in all; null until the newest one is found. Many of them may be gaps. */
  total: Type.Union([Type.Integer(), Type.Null()]),
  /** How many of them were looked at. */
  done: Type.Integer(),
  /** Posts with files among them. */
  found: Type.Integer(),
  /** Numbers looked at in a second, as measured since it last began; null while it stands. */
  perSecond: Type.Union([Type.Number(), Type.Null()]),
})
export type ImportItem = Static<typeof ImportItem>

/** The answer to `GET /api/imports`. */
export const ImportList = Type.Object({ imports: Type.Array(ImportItem) })
export type ImportList = Static<typeof ImportList>

/** Body of `PUT /api/bots/{id}/channels/{chat}/import`. */
export const ImportChange = Type.Object(
  { state: Type.Union([Type.Literal('running'), Type.Literal('paused')]) },
  { additionalProperties: false },
)
export type ImportChange = Static<typeof ImportChange>
