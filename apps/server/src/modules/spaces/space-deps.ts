import type { Clock } from '../../kernel/clock.ts'
import type { Database } from '../../kernel/database/index.ts'
import type { Quotas } from './quotas/create-quotas.ts'
import type { DomainEvents, PersonLog } from '../../kernel/events/index.ts'

/** What the use cases about a space and its people need. */
export type SpaceDeps = {
  database: Database
  clock: Clock
  events: Pick<DomainEvents, 'announce'>
  personLog: PersonLog
  /** Throws `quota-exceeded` when the plan of the space has no room for one more. */
  requireRoomForMember: Quotas['requireRoomForMember']
  /** Tells the members once when nearly all, or all, places of the plan are taken. */
  tellMembersUsed: Quotas['tellMembersUsed']
}
