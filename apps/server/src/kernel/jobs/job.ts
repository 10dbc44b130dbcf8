import type { DocumentId, JobId, PageId, SpaceId, UserId } from '@kinfolio/contracts'
import type { z } from 'zod'
import type { Context, Tx } from '../database/index.ts'

/** A kind of work that is done later: its name, its payload, and how patiently it is tried. */
export type JobKind<Payload extends z.ZodType = z.ZodType> = {
  /** Module and verb, such as `recognition.draw-page`. */
  readonly kind: `${string}.${string}`
  readonly payload: Payload
  readonly maxAttempts: number
  /** A run that takes longer is aborted and counts as a failed attempt. */
  readonly timeoutMs: number
  /** Lower runs first. */
  readonly priority: number
  /** Has a list of its own, so that it is left out of the list of jobs and of the members' logs. */
  readonly isQuiet: boolean
}

export type NewJob<Payload> = {
  /** Without one it is work for the person alone, such as a mail about their account: no space's list shows it. */
  spaceId: SpaceId | undefined
  onBehalfOf: UserId | undefined
  /** What a person reads in the Jobs screen: the title of the document, most often. */
  title: string
  payload: Payload
  /** The batch it is part of: the batch counts its parts and ends with the last of them. */
  parentId?: JobId | undefined
  documentId?: DocumentId | undefined
  pageId?: PageId | undefined
  progress?: { total: number; unit: 'pages' | 'files' | 'bytes' | 'steps' }
  dueAt?: Date
}

/** Adding needs a `Tx`: the job exists exactly when the change that asks for it does. */
export type JobQueue = {
  add<Payload extends z.ZodType>(tx: Tx, kind: JobKind<Payload>, job: NewJob<z.input<Payload>>): Promise<JobId>
  addMany<Payload extends z.ZodType>(
    tx: Tx,
    kind: JobKind<Payload>,
    jobs: readonly NewJob<z.input<Payload>>[],
  ): Promise<JobId[]>
  /**
   * A batch: a job without work of its own that is done when its `total` parts are over. More parts may be
   * announced later with `growBatch`, which opens a batch again that was already over; a batch without parts is
   * done at once.
   */
  addBatch(tx: Tx, job: Omit<NewJob<unknown>, 'payload' | 'parentId'> & { kind: `${string}.${string}` }): Promise<JobId>
  growBatch(tx: Tx, batch: JobId, byTotal: number): Promise<void>
}

/** What a running job knows of itself. */
export type JobRun = {
  readonly id: JobId
  /** Throws for work that belongs to a person and no space. */
  readonly spaceId: SpaceId
  readonly onBehalfOf: UserId | undefined
  readonly parentId: JobId | undefined
  /** What a person reads; parts that a job adds carry it on. */
  readonly title: string
  /** The job context of its space, or of its person, for the database. */
  readonly context: Context
  readonly attempt: number
  readonly isLastAttempt: boolean
  /** Aborted when a person cancels, the time is over, or the server stops. */
  readonly signal: AbortSignal
  /** Shows progress to whoever watches; at most 4 a second are sent, the last one always. */
  progress(done: number, total?: number): void
  /**
   * Writes the job's outcome and marks the job done in one transaction, so that a kill between the two cannot
   * do the work twice or lose it. A handler that never calls it is marked done when it returns. Throws `LostLease`,
   * with nothing written, when the job was cancelled or freed for another worker meanwhile. The work may run again
   * when the database asks for it, so it has no effect outside `tx`.
   */
  finish<Answer>(work: (tx: Tx) => Promise<Answer>): Promise<Answer>
}

export type JobHandler<Payload extends z.ZodType> = {
  kind: JobKind<Payload>
  run(payload: z.output<Payload>, run: JobRun): Promise<void>
  /** Runs in the transaction that gives the job up (last attempt failed, or cancelled), to say so on the page. */
  giveUp?(
    tx: Tx,
    payload: z.output<Payload>,
    why: { state: 'failed' | 'cancelled'; error: string; job: JobRun },
  ): Promise<void>
}

export function defineJob<Payload extends z.ZodType>(
  spec: Pick<JobKind<Payload>, 'kind' | 'payload'> & Partial<JobKind<Payload>>,
): JobKind<Payload> {
  return { maxAttempts: 5, timeoutMs: 5 * 60_000, priority: 0, isQuiet: false, ...spec }
}

/** This run may not write its outcome any more: the job was cancelled, or freed for another worker. */
export class LostLease extends Error {
  override readonly name = 'LostLease'
}
