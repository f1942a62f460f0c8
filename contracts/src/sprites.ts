import { Type, type Static } from 'typebox'

/** One picture of many small ones: tile n shows what is to be seen at n × everySeconds. */
export const Sprites = Type.Object({
  /** Path of the sheet on the backend; it changes with the film, so it can be cached for good. */
  url: Type.String(),
  columns: Type.Integer({ minimum: 1 }),
  rows: Type.Integer({ minimum: 1 }),
  /** Of one tile, pixels. */
  width: Type.Integer({ minimum: 1 }),
  height: Type.Integer({ minimum: 1 }),
  everySeconds: Type.Number({ exclusiveMinimum: 0 }),
  /** Tiles that show something; the others are black. */
  count: Type.Integer({ minimum: 1 }),
})
export type Sprites = Static<typeof Sprites>
