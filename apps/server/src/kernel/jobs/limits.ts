/** Jobs that one process runs at once, unless configured otherwise. Work for the processor goes to the pool anyway. */
export const CONCURRENT_JOBS = 4
export const HEARTBEAT_MS = 3_000
/** A worker silent for longer is taken for dead, and its jobs are freed; together with the sweep within 15 s. */
export const SILENT_WORKER_MS = 10_000
/** A waiting job that is due for longer and has no trigger is given one. */
export const LOST_TRIGGER_MS = 10_000
/** Looking for lost triggers reads every waiting job, so it is done less often than the heartbeat. */
export const TRIGGER_SWEEP_MS = 30_000
export const SWEEP_JOBS_MAX = 500
export const UPKEEP_MS = 10 * 60_000
/** Finished jobs are history for people; what they made has its own rows. */
export const FINISHED_JOBS_KEPT_DAYS = 30
export const UPKEEP_ROWS_MAX = 5_000

/** What a job waits after each time that its worker died under it; after one more it is given up. */
export const AFTER_LOSSES_MS = [0, 5_000, 30_000, 2 * 60_000, 10 * 60_000]
export const BACKOFF_FIRST_MS = 2_000
export const BACKOFF_MAX_MS = 15 * 60_000
/** However long the other side asks us to wait. */
export const RETRY_AFTER_MAX_MS = 60 * 60_000

/** How long a handler may go on after its signal was aborted before its job is taken from it. */
export const ABORT_GRACE_MS = 5_000
/** How long running jobs may go on when the server stops, before their signals are aborted. */
export const STOP_GRACE_MS = 5_000

export const PROGRESS_MESSAGE_MS = 250
export const PROGRESS_ROW_MS = 1_000
export const BATCH_TALLY_MS = 250

export const ERROR_TEXT_MAX = 500
export const JOBS_PER_INSERT_MAX = 1_000
/** For listening and fetching; beside them each job that ends takes one for the moment of completing its trigger. */
export const TRIGGER_CONNECTIONS = 2
export const TRIGGER_POLL_MS = 2_000
export const WORKER_RESTART_MS = 1_000

/** Failures in a row after which an outside service is left alone, and for how long. */
export const BREAKER_FAILURES = 5
export const BREAKER_OPEN_MS = 30_000
export const BREAKERS_MAX = 1_000
