/** Sockets of one process. A process has as many files as the system allows; this is what memory allows. */
export const SOCKETS_MAX = 20_000
/** Sockets that have not said hello yet. */
export const UNGREETED_MAX = 2_000
/** Rows read for one replay or wake at a time. */
export const REPLAY_ROWS = 500
/** People whose logs are read together once they are woken, and how many events all of them together are sent then. */
export const FEEDS_READ_AT_ONCE = 250
export const FEED_ROWS = 2_000
/** What may wait for a slow reader; more closes it, and it comes back with its cursor. */
export const BUFFERED_BYTES_MAX = 1024 * 1024
/** How long a replayed page may take to leave; the reader is slow, not gone, until then. */
export const REPLAY_PAGE_TIMEOUT_MS = 30_000
/** Silence after which a socket counts as gone; a ping goes out three times before. */
export const SILENT_SOCKET_MS = 45_000
export const UPKEEP_MS = 1_000
/** A burst of reconnecting sockets must leave connections to everybody else. */
export const READS_AT_ONCE = 4
export const READ_AGAIN_MS = 1_000
export const CURSORS_WRITE_MS = 5_000
export const MEMBERS_CACHED_MS = 5_000
export const STOP_GRACE_MS = 1_000

/** NOTIFY costs at commit, so wakes of a moment travel together. */
export const FANOUT_BATCH_MS = 10
/** PostgreSQL takes payloads below 8,000 bytes. */
export const NOTIFY_BYTES_MAX = 7_900
export const FANOUT_RECONNECT_MS = 1_000
export const REDIS_CONNECT_TIMEOUT_MS = 3_000
/** Redis would take 512 MB; what is longer than this is passing by nature and not worth everybody's time. */
export const REDIS_MESSAGE_BYTES_MAX = 256 * 1024
