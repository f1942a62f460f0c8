/** Bytes of a chunk: aligned, the most that one request to Telegram may cover. */
export const CHUNK_BYTES = 1024 * 1024
/** Bytes of the largest file the Bot API hands out, equal allowed (20 << 20). */
export const DIRECT_MAX_BYTES = 20 * 1024 * 1024
/** Ranges of one request that are answered as multipart/byteranges. */
export const MAX_RANGES = 16

/** Seconds a link lives. */
export const LINK_LIFETIME_SECONDS = 3600
/** Seconds of clock difference between backend and worker that are forgiven. */
export const CLOCK_SKEW_SECONDS = 30
/** Bytes of the longest token that is looked at. */
export const LINK_MAX_BYTES = 2048
/** A playback under way may pause this long and go on with its expired link. */
export const PLAYBACK_PAUSE_SECONDS = 15 * 60
/** A playback under way may go on this long past its link's expiry. */
export const PLAYBACK_MAX_SECONDS_PAST_EXPIRY = 6 * 3600

/** While something plays, the browser tells this often how it goes. */
export const HEARTBEAT_SECONDS = 30
/** Whoever was not heard of for so long is not watching any more: two reports and a half. */
export const WATCHING_SECONDS = 75
/** Times in those reports are rounded to this. */
export const ROUNDED_MS = 100
/** Seeks of one playback whose latency is told. */
export const MAX_TOLD_SEEKS = 32
/** Bytes of one report; the longest that keeps to the schema has less than half. */
export const REPORT_MAX_BYTES = 4096
