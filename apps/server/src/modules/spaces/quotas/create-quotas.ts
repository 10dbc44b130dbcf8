import type { JobId, Plan, SpaceId } from '@kinfolio/contracts'
import { bind } from '../../../kernel/bind.ts'
import { type Context, type Db, SWEEP, type Tx } from '../../../kernel/database/index.ts'
import type { DomainEvents } from '../../../kernel/events/domain-event.ts'
import type { Jobs } from '../../../kernel/jobs/index.ts'
import { findAllowance, insertAllowance } from './allowance.queries.ts'
import { assignPlan, choosePlan } from './choose-plan.ts'
import { hasPlanRow, listPlanRows, listSpacesWithPlans, type SpaceWithPlan } from './plan.queries.ts'
import { planChanged, planChangedJob } from './quota.jobs.ts'
import type { QuotaDeps } from './quota-deps.ts'
import { readPagesQuota, readUsage } from './read-usage.ts'
import { requireRoomForBytes, requireRoomForMember, storeWithinPlan } from './require-room.ts'
import { pagesLeft, requirePagesLeft, reservePages, settlePages } from './reserve.ts'
import { tellMembersUsed } from './tell-usage.ts'
import { freeOverReservations } from './usage.queries.ts'

export type { QuotaDeps } from './quota-deps.ts'
export type Quotas = ReturnType<typeof createQuotas>

export function createQuotas(deps: QuotaDeps) {
  return {
    ...bind(deps, {
      readUsage,
      readPagesQuota,
      listPlans,
      hasPlan,
      listSpacePlans,
      choosePlan,
      assignPlan,
      reservePages,
      settlePages,
      pagesLeft,
      requirePagesLeft,
      allowPages,
      hasAllowance,
      requireRoomForBytes,
      requireRoomForMember,
      tellMembersUsed,
      sweepReservations,
    }),
    /** Beside the others because its answer is that of what it runs. */
    storeWithinPlan: async <Answer>(input: Parameters<typeof storeWithinPlan<Answer>>[1]): Promise<Answer> =>
      storeWithinPlan(deps, input),
  }
}

/** Tells the modules below of a plan that was changed, wherever that was done. */
export function handleQuotaJobs({ jobs, events }: { jobs: Pick<Jobs, 'handle'>; events: DomainEvents }): void {
  jobs.handle({
    kind: planChangedJob,
    run: async ({ spaceId }, run) =>
      run.finish(async (tx) => {
        const about = { spaceId, onBehalfOf: run.onBehalfOf, title: run.title }
        await events.announce(tx, planChanged, { ...about, body: { space_id: spaceId } })
      }),
  })
}

async function listPlans(
  { database, defaults }: Pick<QuotaDeps, 'database' | 'defaults'>,
  { context }: { context: Context },
): Promise<{ plans: Plan[]; owners_choose: boolean }> {
  return { plans: await database.read(context, listPlanRows), owners_choose: defaults.ownersChoose }
}

async function hasPlan({ database }: Pick<QuotaDeps, 'database'>, { id }: { id: string }): Promise<boolean> {
  return database.read(SWEEP, async (db) => hasPlanRow(db, id))
}

/** Of what this batch brings, a reader is asked about at most so many pages. */
async function allowPages(
  _deps: object,
  { tx, ...allowance }: { tx: Tx; spaceId: SpaceId; batchId: JobId; pages: number },
): Promise<void> {
  await insertAllowance(tx, allowance)
}

async function hasAllowance(
  _deps: object,
  { db, ...batch }: { db: Db; spaceId: SpaceId; batchId: JobId },
): Promise<boolean> {
  return (await findAllowance(db, batch)) !== undefined
}

/** Every plan and every space with the one it has. For whoever runs the server. */
async function listSpacePlans(
  { database, defaults }: Pick<QuotaDeps, 'database' | 'defaults'>,
  _input: object,
): Promise<{ plans: Plan[]; spaces: SpaceWithPlan[] }> {
  return database.read(SWEEP, async (db) => ({
    plans: await listPlanRows(db),
    spaces: await listSpacesWithPlans(db, defaults),
  }))
}

async function sweepReservations({ database }: Pick<QuotaDeps, 'database'>, _input: object): Promise<void> {
  await database.write(SWEEP, freeOverReservations)
}
