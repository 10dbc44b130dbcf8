import { planNotFound, planNotYours, type SpaceId, type SpaceUsage, type UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Context, Tx } from '../../../kernel/database/index.ts'
import type { Actor } from '../../../kernel/http/index.ts'
import { recordAudit } from '../../accounts/index.ts'
import { requirePermission } from '../require-permission.ts'
import { messages } from './messages.ts'
import { hasPlanRow, writeSpacePlan } from './plan.queries.ts'
import type { QuotaDeps } from './quota-deps.ts'
import { planChangedJob } from './quota.jobs.ts'
import { readUsageOf } from './read-usage.ts'

type Choice = { plan?: string | undefined; timeZone?: string | undefined }

/** The owner's choice. Throws `not-allowed`, `plan-not-found`, and `plan-not-yours` where owners do not choose. */
export async function choosePlan(
  deps: QuotaDeps,
  input: Choice & { context: Context; actor: Actor; address: string },
): Promise<SpaceUsage> {
  const { actor, plan, timeZone } = input
  requirePermission(actor, 'choose the plan')
  if (plan !== undefined && !deps.defaults.ownersChoose) throw planNotYours({})
  return deps.database.write(input.context, async (tx) => {
    const { spaceId, userId: actorId } = actor
    await changePlan(deps, { tx, spaceId, actorId, plan, timeZone, address: input.address })
    return readUsageOf(deps, { db: tx, spaceId })
  })
}

/** The choice of whoever runs the server; null goes back to the plan of the configuration. Throws `plan-not-found`. */
export async function assignPlan(
  deps: QuotaDeps,
  input: { spaceId: SpaceId; plan: string | null },
): Promise<SpaceUsage> {
  const { spaceId, plan } = input
  return deps.database.write({ kind: 'job', spaceId, onBehalfOf: undefined }, async (tx) => {
    await changePlan(deps, { tx, spaceId, actorId: undefined, plan, timeZone: undefined, address: '' })
    return readUsageOf(deps, { db: tx, spaceId })
  })
}

type Change = {
  tx: Tx
  spaceId: SpaceId
  actorId: UserId | undefined
  plan: string | null | undefined
  timeZone: string | undefined
  address: string
}

async function changePlan(deps: QuotaDeps, { tx, spaceId, actorId, plan, timeZone, address }: Change): Promise<void> {
  if (plan !== undefined && plan !== null && !(await hasPlanRow(tx, plan))) throw planNotFound({ plan })
  await writeSpacePlan(tx, { spaceId, planId: plan, timeZone })
  if (plan !== undefined) {
    // What was told of the former plan says nothing about this one.
    await sql`update quota_usage set told_percent = 0 where space_id = ${spaceId} and told_percent > 0`.execute(tx)
    await recordAudit(tx, { action: 'plan.chosen', actorId, spaceId, object: { kind: 'space', id: spaceId }, address })
  }
  await deps.jobs.add(tx, planChangedJob, {
    spaceId,
    onBehalfOf: actorId,
    title: messages.planChanged,
    payload: { spaceId },
  })
  const ids = { space_id: spaceId }
  const events = [
    { kind: 'space.changed' as const, ids },
    { kind: 'usage.changed' as const, ids },
  ]
  await deps.personLog.append(tx, { spaceId, events })
}
