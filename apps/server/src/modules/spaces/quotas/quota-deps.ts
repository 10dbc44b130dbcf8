import type { Clock } from '../../../kernel/clock.ts'
import type { Database } from '../../../kernel/database/index.ts'
import type { DomainEvents } from '../../../kernel/events/domain-event.ts'
import type { PersonLog } from '../../../kernel/events/person-log.ts'
import type { JobQueue } from '../../../kernel/jobs/job.ts'
import type { QuotaDefaults } from './plan.queries.ts'

export type QuotaDeps = {
  database: Database
  personLog: PersonLog
  events: Pick<DomainEvents, 'announce'>
  jobs: Pick<JobQueue, 'add'>
  clock: Clock
  defaults: QuotaDefaults
}
