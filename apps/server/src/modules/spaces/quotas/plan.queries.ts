import type { Plan, QuotaKind, SpaceId } from '@kinfolio/contracts'
import { type Selectable, sql } from 'kysely'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'

/** What the configuration says for spaces that chose nothing. */
export type QuotaDefaults = { plan: string; timeZone: string; ownersChoose: boolean }

/** The plan of a space now, with the month it is in. */
export type SpacePlan = {
  plan: Plan
  timeZone: string
  /** The first day of the month there, `2026-03-01`. */
  monthStart: string
  /** The first moment of the next one. */
  resetAt: Date
}

type At = { spaceId: SpaceId; defaults: QuotaDefaults; now: Date }

/** Months begin at midnight in the space's zone, whatever that zone does to its clocks in between. */
export async function findSpacePlan(db: Db, { spaceId, defaults, now }: At): Promise<SpacePlan> {
  const { rows } = await sql<Selectable<DB['plans']> & { time_zone: string; month_start: string; reset_at: Date }>`
    select p.*, z.name as time_zone, to_char(m.start, 'YYYY-MM-DD') as month_start,
           (m.start + interval '1 month') at time zone z.name as reset_at
      from spaces s
      join plans p on p.id = coalesce(s.plan_id, ${defaults.plan})
      cross join lateral (select coalesce(s.time_zone, ${defaults.timeZone}) as name) z
      cross join lateral (select date_trunc('month', ${now}::timestamptz at time zone z.name) as start) m
     where s.id = ${spaceId}`.execute(db)
  const [row] = rows
  if (row === undefined) throw new TypeError(`space ${spaceId} is not there, or its plan is not`)
  return { plan: presentPlan(row), timeZone: row.time_zone, monthStart: row.month_start, resetAt: row.reset_at }
}

export async function listPlanRows(db: Db): Promise<Plan[]> {
  const rows = await db.selectFrom('plans').selectAll().orderBy('position').orderBy('id').execute()
  return rows.map(presentPlan)
}

export type SpaceWithPlan = { id: SpaceId; kind: string; name: string; plan: string }

/** In the sweep's context, which sees every space. */
export async function listSpacesWithPlans(db: Db, { plan }: Pick<QuotaDefaults, 'plan'>): Promise<SpaceWithPlan[]> {
  const rows = await db.selectFrom('spaces').select(['id', 'kind', 'name', 'plan_id']).orderBy('id').execute()
  return rows.map(({ plan_id, ...space }) => ({ ...space, plan: plan_id ?? plan }))
}

export async function hasPlanRow(db: Db, id: string): Promise<boolean> {
  return (await db.selectFrom('plans').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

type SpaceChange = { spaceId: SpaceId; planId?: string | null | undefined; timeZone?: string | undefined }

/** Null goes back to the plan that the configuration gives. */
export async function writeSpacePlan(tx: Tx, { spaceId, planId, timeZone }: SpaceChange): Promise<void> {
  const change = {
    ...(planId === undefined ? {} : { plan_id: planId }),
    ...(timeZone === undefined ? {} : { time_zone: timeZone }),
  }
  if (Object.keys(change).length === 0) return
  await tx.updateTable('spaces').set(change).where('id', '=', spaceId).execute()
}

/** How many belong to the space that somebody joins, held until the transaction ends; undefined when it is not there. */
export async function countForJoining(
  tx: Tx,
  { spaceId, defaults }: Pick<At, 'spaceId' | 'defaults'>,
): Promise<{ used: number; limit: number | null; plan: string } | undefined> {
  const { rows } = await sql<{ used: string; limit: number | null; plan: string }>`
    select j.used, p.members as limit, p.id as plan
      from members_for_joining(${spaceId}) j join plans p on p.id = coalesce(j.plan_id, ${defaults.plan})`.execute(tx)
  const [row] = rows
  return row && { ...row, used: Number(row.used) }
}

/** The limit of a kind; null is without one. */
export function limitOf(plan: Plan, kind: QuotaKind): number | null {
  return plan[kind]
}

function presentPlan(row: Selectable<DB['plans']>): Plan {
  const { id, title, pages_read, offline_reader_counts, narrated_minutes, stored_bytes, members } = row
  const bytes = stored_bytes === null ? null : Number(stored_bytes)
  return { id, title, pages_read, offline_reader_counts, narrated_minutes, stored_bytes: bytes, members }
}
