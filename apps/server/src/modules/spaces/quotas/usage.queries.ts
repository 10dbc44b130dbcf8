import type { JobId, QuotaKind, SpaceId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../kernel/database/index.ts'
import type { SpacePlan } from './plan.queries.ts'

/** The period of what is not counted by the month: what is stored, and who belongs to the space. */
export const NO_PERIOD = '0001-01-01'

export type UsageKey = { spaceId: SpaceId; kind: QuotaKind; periodStart: string }
export type UsageRow = { used: number; reserved: number; told: number }

export function isMonthly(kind: QuotaKind): boolean {
  return kind === 'pages_read' || kind === 'narrated_minutes'
}

export function periodOf(kind: QuotaKind, at: Pick<SpacePlan, 'monthStart'>): string {
  return isMonthly(kind) ? at.monthStart : NO_PERIOD
}

export async function findUsage(db: Db, key: UsageKey): Promise<UsageRow> {
  const { rows } = await sql<UsageRow>`
    select used::float8 as used, reserved::float8 as reserved, told_percent as told
      from quota_usage where space_id = ${key.spaceId} and kind = ${key.kind} and period_start = ${key.periodStart}::date
  `.execute(db)
  return rows[0] ?? { used: 0, reserved: 0, told: 0 }
}

/** Makes the row if need be and locks it until the transaction ends: from here on nobody else counts. */
export async function lockUsage(tx: Tx, key: UsageKey): Promise<UsageRow> {
  await sql`
    insert into quota_usage (space_id, kind, period_start)
      values (${key.spaceId}, ${key.kind}, ${key.periodStart}::date) on conflict do nothing`.execute(tx)
  await sql`
    select from quota_usage where space_id = ${key.spaceId} and kind = ${key.kind}
      and period_start = ${key.periodStart}::date for no key update`.execute(tx)
  return findUsage(tx, key)
}

/** Adds to what is used and what is set aside; the row is made if need be. */
export async function addUsage(tx: Tx, by: UsageKey & { used: number; reserved: number }): Promise<UsageRow> {
  const usage = await lockUsage(tx, by)
  const [used, reserved] = [usage.used + by.used, Math.max(0, usage.reserved + by.reserved)]
  await sql`
    update quota_usage set used = ${used}, reserved = ${reserved}
     where space_id = ${by.spaceId} and kind = ${by.kind} and period_start = ${by.periodStart}::date`.execute(tx)
  return { ...usage, used, reserved }
}

export async function setTold(tx: Tx, key: UsageKey & { percent: number }): Promise<void> {
  await sql`
    update quota_usage set told_percent = ${key.percent}
     where space_id = ${key.spaceId} and kind = ${key.kind} and period_start = ${key.periodStart}::date`.execute(tx)
}

/** Beside what plans limit, the pages that an import was told to read at most. */
export type ReservedKind = QuotaKind | 'import_allowance'
export type Wish = { jobId: JobId; itemId: string; amount: number }

/** The items that are set aside for these jobs already. */
export async function findHeld(
  db: Db,
  { jobIds, kind }: { jobIds: readonly JobId[]; kind: ReservedKind },
): Promise<Set<string>> {
  if (jobIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('quota_reservations')
    .select('item_id')
    .where('job_id', 'in', jobIds)
    .where('kind', '=', kind)
    .execute()
  return new Set(rows.map(({ item_id }) => item_id))
}

export async function insertReservations(
  tx: Tx,
  { wishes, ...key }: Omit<UsageKey, 'kind'> & { kind: ReservedKind; wishes: readonly Wish[] },
): Promise<void> {
  if (wishes.length === 0) return
  const { spaceId, kind, periodStart } = key
  await sql`
    insert into quota_reservations (job_id, item_id, space_id, kind, period_start, amount)
      select job, item, ${spaceId}, ${kind}, ${periodStart}::date, amount
        from unnest(${wishes.map(({ jobId }) => jobId)}::uuid[], ${wishes.map(({ itemId }) => itemId)}::uuid[],
          ${wishes.map(({ amount }) => amount)}::bigint[]) as wish (job, item, amount)`.execute(tx)
}

export type Taken = { itemId: string; periodStart: string; amount: number }

/** Takes away what was set aside for a job; the caller counts it. */
export async function takeReservations(tx: Tx, at: { spaceId: SpaceId; jobId: JobId; kind: ReservedKind }) {
  const { rows } = await sql<Taken>`
    delete from quota_reservations where job_id = ${at.jobId} and space_id = ${at.spaceId} and kind = ${at.kind}
      returning item_id as "itemId", to_char(period_start, 'YYYY-MM-DD') as "periodStart", amount::float8 as amount
  `.execute(tx)
  return rows
}

/** Counts back what is set aside for jobs that are over, however that came about. In the sweep's context. */
export async function freeOverReservations(tx: Tx): Promise<void> {
  await sql`
    with gone as (
      delete from quota_reservations r
        where not exists (select from jobs j where j.id = r.job_id and j.state in ('waiting', 'running'))
        returning r.space_id, r.kind, r.period_start, r.amount),
    sums as (select space_id, kind, period_start, sum(amount) as amount from gone group by 1, 2, 3)
    update quota_usage u set reserved = greatest(0, u.reserved - s.amount)
      from sums s where u.space_id = s.space_id and u.kind = s.kind and u.period_start = s.period_start`.execute(tx)
}

export async function countMembers(db: Db, spaceId: SpaceId): Promise<number> {
  const row = await db
    .selectFrom('members')
    .select((eb) => eb.fn.countAll<string>().as('amount'))
    .where('space_id', '=', spaceId)
    .executeTakeFirst()
  return Number(row?.amount ?? 0)
}
