import type { Tx } from '../database/index.ts'
import { defineJob, type JobHandler, type JobKind, type JobQueue } from '../jobs/job.ts'
import type { DomainEvent, DomainEvents } from './domain-event.ts'

type EventsDeps = { queue: JobQueue; handle: (handler: JobHandler<DomainEvent['body']>) => void }

/** No relay table: each subscriber is a kind of job, and announcing adds one of each in the caller's transaction. */
export function createDomainEvents({ queue, handle }: EventsDeps): DomainEvents {
  const subscribers = new Map<string, JobKind[]>()
  return {
    subscribe(event, { name, react, ...patience }) {
      const kind = defineJob({ kind: name, payload: event.body, ...patience })
      // The face types what `react` takes by the event; the table of handlers forgets it again.
      handle({ kind, run: react })
      subscribers.set(event.name, [...(subscribers.get(event.name) ?? []), kind])
    },
    async announce(tx: Tx, event, { body, ...occasion }) {
      for (const kind of subscribers.get(event.name) ?? []) await queue.add(tx, kind, { ...occasion, payload: body })
    },
  }
}
