import { type Config, ConfigError } from './config.ts'
import { systemClock } from './kernel/clock.ts'
import type { Database } from './kernel/database/index.ts'
import type { DomainEvents, PersonLog } from './kernel/events/index.ts'
import type { Jobs, Upkeep } from './kernel/jobs/index.ts'
import { quotas, type Quotas } from './modules/spaces/index.ts'

type Deps = {
  config: Config
  database: Database
  personLog: PersonLog
  events: DomainEvents
  jobs: Jobs
  upkeep: Upkeep[]
}

/** Plans and quotas as the configuration wants them. Throws `ConfigError` for a plan that is not there. */
export async function composeQuotas({ config, database, personLog, events, jobs, upkeep }: Deps): Promise<Quotas> {
  const defaults = quotaDefaults(config)
  const own = quotas.create({ database, personLog, events, jobs: jobs.queue, clock: systemClock, defaults })
  if (!(await own.hasPlan({ id: defaults.plan }))) {
    throw new ConfigError(`DEFAULT_PLAN: this server has no plan "${defaults.plan}"`)
  }
  quotas.handleJobs({ jobs, events })
  upkeep.push(async () => own.sweepReservations({}))
  return own
}

/** Owners choose where nothing is limited anyway; where the operator gives limits, the operator chooses. */
export function quotaDefaults({ DEFAULT_PLAN, PLANS_CHOSEN_BY, TZ }: Config) {
  const chosenBy = PLANS_CHOSEN_BY ?? (DEFAULT_PLAN === 'unlimited' ? 'owner' : 'operator')
  return { plan: DEFAULT_PLAN, timeZone: TZ, ownersChoose: chosenBy === 'owner' }
}
