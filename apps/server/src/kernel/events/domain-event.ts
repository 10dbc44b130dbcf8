import type { DocumentId, JobId, PageId, SpaceId, UserId } from '@kinfolio/contracts'
import type { z } from 'zod'
import type { Tx } from '../database/index.ts'
import type { JobKind, JobRun } from '../jobs/job.ts'

/** Something that happened in a module, told to modules below it. */
export type DomainEvent<Body extends z.ZodType = z.ZodType> = {
  readonly name: `${string}.${string}`
  readonly body: Body
}

export function defineEvent<Body extends z.ZodType>(name: `${string}.${string}`, body: Body): DomainEvent<Body> {
  return { name, body }
}

export type Occasion = {
  /** Without one it happened to the person alone. */
  spaceId: SpaceId | undefined
  onBehalfOf: UserId | undefined
  title: string
  parentId?: JobId | undefined
  documentId?: DocumentId | undefined
  pageId?: PageId | undefined
}

/** Its name is a kind of job: the module that reacts, and what it does then. */
export type Subscriber<Body extends z.ZodType> = Partial<
  Pick<JobKind, 'maxAttempts' | 'timeoutMs' | 'priority' | 'isQuiet'>
> & {
  name: `${string}.${string}`
  react(body: z.output<Body>, run: JobRun): Promise<void>
}

/**
 * Announcing inserts one job per subscriber in the same transaction: the event exists exactly when the change it
 * announces does, and each subscriber is tried until it succeeds.
 */
export type DomainEvents = {
  announce<Body extends z.ZodType>(
    tx: Tx,
    event: DomainEvent<Body>,
    about: Occasion & { body: z.input<Body> },
  ): Promise<void>
  /** Called while the server is composed, before anything is announced. */
  subscribe<Body extends z.ZodType>(event: DomainEvent<Body>, subscriber: Subscriber<Body>): void
}
