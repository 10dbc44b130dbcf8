import { sql } from 'kysely'
import type { Clock } from '../../kernel/clock.ts'
import { type Database, SWEEP } from '../../kernel/database/index.ts'
import type { Upkeep } from '../../kernel/jobs/index.ts'
import { enqueueMails, type MailQueue } from './mail/enqueue-mails.ts'
import { messages } from './messages.ts'

const NOTICES_KEPT_DAYS = 90
const MAILS_KEPT_DAYS = 30
const DELIVERIES_KEPT_DAYS = 30
const ROWS_AT_ONCE = 1_000

type UpkeepDeps = MailQueue & { database: Database; clock: Clock }

/** Sends what waited for mail to be set up, gives up what waited too long, and forgets what is old. */
export function createNoticesUpkeep(deps: UpkeepDeps): Upkeep {
  return async (signal) => {
    await giveUpOldMails(deps)
    while (!signal.aborted && (await releaseMails(deps)) === ROWS_AT_ONCE);
    const old = [
      { table: 'notices', days: NOTICES_KEPT_DAYS, over: sql`true` },
      { table: 'mails', days: MAILS_KEPT_DAYS, over: sql`state <> 'waiting'` },
      { table: 'webhook_deliveries', days: DELIVERIES_KEPT_DAYS, over: sql`state <> 'waiting'` },
    ] as const
    for (const { table, days, over } of old) {
      while (!signal.aborted && (await forget(deps, { table, days, over })) === ROWS_AT_ONCE);
    }
  }
}

/** Mails without a job get one, once there is a mail server. Answers how many. */
async function releaseMails(deps: UpkeepDeps): Promise<number> {
  if (deps.mailer === undefined) return 0
  return deps.database.write(SWEEP, async (tx) => {
    const mails = await tx
      .selectFrom('mails')
      .select(['id', 'user_id', 'space_id'])
      .where('state', '=', 'waiting')
      .where('job_id', 'is', null)
      .orderBy('id')
      .limit(ROWS_AT_ONCE)
      .forUpdate()
      .skipLocked()
      .execute()
    await enqueueMails(deps, { tx, mails })
    return mails.length
  })
}

async function giveUpOldMails({ database, clock }: UpkeepDeps): Promise<void> {
  await database.write(SWEEP, async (tx) =>
    tx
      .updateTable('mails')
      .set({ state: 'failed', error: messages.mailTooOld })
      .where('state', '=', 'waiting')
      .where('job_id', 'is', null)
      .where('expires_at', '<=', clock.now())
      .execute(),
  )
}

type Old = { table: 'notices' | 'mails' | 'webhook_deliveries'; days: number; over: ReturnType<typeof sql> }

async function forget({ database }: UpkeepDeps, { table, days, over }: Old): Promise<number> {
  return database.write(SWEEP, async (tx) => {
    const { numAffectedRows = 0n } = await sql`
      delete from ${sql.table(table)} where id in (
        select id from ${sql.table(table)} where created_at < now() - ${days} * interval '1 day' and ${over}
          order by created_at limit ${ROWS_AT_ONCE})`.execute(tx)
    return Number(numAffectedRows)
  })
}
