// What a worker finds out about a file while it serves it, and the catalogue does not know: it was deleted in Telegram, or
// its size or type is another (R04, R12). Telegram's word wins.
import { Type, type Static } from 'typebox'
import { FILE_ID_PATTERN, LinkFile } from './links.ts'

/** In one report. */
export const MAX_FINDINGS = 100

const exact = { additionalProperties: false }
/** Which file: the link's `sub`, and where the link said it is, so that a finding about an older post is seen as such. */
const about = {
  file: Type.String({ pattern: FILE_ID_PATTERN }),
  chat: LinkFile.properties.chat,
  msg: LinkFile.properties.msg,
}

export const Finding = Type.Union([
  Type.Object({ ...about, found: Type.Literal('deleted') }, exact),
  Type.Object(
    {
      ...about,
      found: Type.Literal('different'),
      size: LinkFile.properties.size,
      /** Absent where Telegram does not say. */
      mime: Type.Optional(LinkFile.properties.mime),
    },
    exact,
  ),
])
export type Finding = Static<typeof Finding>

/** Body of `POST /api/workers/{workerId}/findings`; answered with 204. */
export const Findings = Type.Object(
  { findings: Type.Array(Finding, { minItems: 1, maxItems: MAX_FINDINGS }) },
  exact,
)
export type Findings = Static<typeof Findings>
