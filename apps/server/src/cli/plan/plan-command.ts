import { parseArgs } from 'node:util'
import { Problem, type SpaceId, spaceId } from '@kinfolio/contracts'
import { quotaDefaults } from '../../compose-quotas.ts'
import { readConfig } from '../../config.ts'
import { systemClock } from '../../kernel/clock.ts'
import { openDatabase } from '../../kernel/database/index.ts'
import { createDomainEvents, createPersonLog } from '../../kernel/events/index.ts'
import { createJobs } from '../../kernel/jobs/index.ts'
import { createLogger } from '../../kernel/logger.ts'
import { quotas, type Quotas } from '../../modules/spaces/index.ts'
import { CommandFailed, type CommandDeps, UsageError } from '../command.ts'
import { messages } from '../messages.ts'
import { findOwnerUrl } from '../migrate/running-database.ts'

/** The word that takes a choice back: the space then has the plan of the configuration. */
const BY_CONFIGURATION = 'default'

/**
 * `kinfolio plan` shows the plans and which space has which; `kinfolio plan SPACE PLAN` gives a space another one, by its
 * id or its name. For whoever runs the server: it asks the database, not the API, and may run beside the server.
 */
export async function planCommand(deps: CommandDeps, args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
  const [space, plan, ...more] = positionals
  if (more.length > 0 || (space !== undefined && plan === undefined)) throw new UsageError(messages.planWhat)
  await using house = await openQuotas(deps)
  if (space === undefined || plan === undefined) return showPlans(deps, house.quotas)
  const id = await findSpace(house.quotas, space)
  try {
    const wish = { spaceId: id, plan: plan === BY_CONFIGURATION ? null : plan }
    const now = await house.quotas.assignPlan(wish)
    deps.terminal.print(messages.planGiven(space, now.plan.title))
    return 0
  } catch (error) {
    if (error instanceof Problem) throw new CommandFailed(messages.planUnknown(plan), { cause: error })
    throw error
  }
}

async function openQuotas({ env }: CommandDeps): Promise<AsyncDisposable & { quotas: Quotas }> {
  const config = readConfig(env)
  await using stack = new AsyncDisposableStack()
  const { ownerUrl } = stack.use(await findOwnerUrl(config))
  const database = stack.use(openDatabase({ url: ownerUrl, connectionsMax: 2, onError: () => undefined }))
  // Devices hear of it by what the server's workers do next.
  const personLog = createPersonLog({ wake: () => undefined })
  const log = createLogger('silent')
  const jobs = createJobs({ database, ownerUrl, personLog, showProgress: () => undefined, log })
  const events = createDomainEvents({ queue: jobs.queue, handle: jobs.handle })
  const deps = { database, personLog, events, jobs: jobs.queue, clock: systemClock, defaults: quotaDefaults(config) }
  const open = stack.move()
  return { quotas: quotas.create(deps), [Symbol.asyncDispose]: async () => open.disposeAsync() }
}

async function showPlans({ terminal }: CommandDeps, house: Quotas): Promise<number> {
  const { spaces, plans } = await house.listSpacePlans({})
  terminal.print(messages.planList(plans.map(({ id }) => id)))
  for (const space of spaces) terminal.print(messages.planOfSpace(space))
  return 0
}

async function findSpace(house: Quotas, named: string): Promise<SpaceId> {
  const { spaces } = await house.listSpacePlans({})
  const id = spaceId.safeParse(named)
  const found = spaces.filter((space) => (id.success ? space.id === id.data : space.name === named))
  const [only, other] = found
  if (only === undefined) throw new CommandFailed(messages.spaceUnknown(named))
  if (other !== undefined)
    throw new CommandFailed(
      messages.spaceAmbiguous(
        named,
        found.map((space) => space.id),
      ),
    )
  return only.id
}
