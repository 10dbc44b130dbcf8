import type { Clock } from '../../kernel/clock.ts'
import type { Database } from '../../kernel/database/index.ts'
import type { DomainEvents, PersonLog } from '../../kernel/events/index.ts'

/** What the use cases about a space and its people need. */
export type SpaceDeps = {
  database: Database
  clock: Clock
  events: Pick<DomainEvents, 'announce'>
  personLog: PersonLog
}
