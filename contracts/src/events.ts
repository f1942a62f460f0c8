// Without the schema library: the gallery's first page reads it.

/**
 * Server-sent events of `GET /api/events` (WHATWG HTML, section 9.2). `catalogue`: something was added, edited or removed;
 * ask again for what you show. `status`: how the parts are doing. `workers`: one came, went, or is doing otherwise; so
 * `bots`, and their channels.
 */
export const EVENT_NAMES = ['catalogue', 'status', 'workers', 'bots'] as const
export type EventName = (typeof EVENT_NAMES)[number]
