import { Type, type Static } from 'typebox'

/** Quarters of an hour: all time zones are whole numbers of them from UTC, so the day of each item is known anywhere. */
export const QUARTER_SECONDS = 15 * 60

/**
 * Answer of `GET /api/timeline?<FileFilter>`: everything under the filter, in its order, in about two bytes each, so that the
 * gallery can lay out all of it at once. The items themselves are asked for a page at a time.
 */
export const Timeline = Type.Object({
  total: Type.Integer(),
  /** A letter for the shape of each item; see shapes.ts. */
  shapes: Type.String(),
  /**
   * When each was posted (under `taken`, when it was taken), in quarters of an hour: the first since 1970, the others since
   * the one before. Empty under sorts that are not by time.
   */
  times: Type.Array(Type.Integer()),
  /**
   * Pages of `GET /api/files` that make the whole: `cursor` and `limit` of each; the first cursor is empty. Where pages end
   * is decided by what stands there and not by counting, so that news at one place leaves the other pages as they are.
   */
  cursors: Type.Array(Type.String()),
  counts: Type.Array(Type.Integer()),
})
export type Timeline = Static<typeof Timeline>

/** Answer of `GET /api/timeline/{id}?<FileFilter>`: where the item stands, from 0. */
export const TimelinePlace = Type.Object({ index: Type.Integer({ minimum: 0 }) })
export type TimelinePlace = Static<typeof TimelinePlace>
