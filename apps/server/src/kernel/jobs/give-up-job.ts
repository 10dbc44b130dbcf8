import type { Database, Tx } from '../database/index.ts'
import type { PersonLog } from '../events/person-log.ts'
import type { Log } from '../log.ts'
import { type Handlers, readPayload } from './handlers.ts'
import { LostLease } from './job.ts'
import { type JobRow, type Lease, settleJob } from './job-rows.ts'
import { contextOf, endedRun, tellJobChanged } from './run.ts'

type GiveUpDeps = { database: Database; personLog: PersonLog; handlers: Handlers; log: Log }

/** Marks a run's job failed and lets its handler say so where people look, in one transaction. */
export async function giveUpJob(
  deps: GiveUpDeps,
  { row, lease, error }: { row: JobRow; lease: Lease; error: string },
): Promise<void> {
  const fail = async (tx: Tx): Promise<boolean> => settleJob(tx, { lease, outcome: { state: 'failed', error } })
  try {
    await deps.database.write(contextOf(row), async (tx) => {
      if (!(await fail(tx))) return
      await tellGivenUp(deps, { tx, row, why: { state: 'failed', error } })
      await tellJobChanged(deps, { tx, row })
    })
  } catch (cause) {
    // A job must end even when its handler cannot say so; otherwise it would be given up again and again.
    deps.log.error({ err: cause, jobId: row.id, kind: row.kind }, 'a job could not be given up in full')
    await deps.database.write(contextOf(row), async (tx) => {
      if (await fail(tx)) await tellJobChanged(deps, { tx, row })
    })
  }
}

/** Calls the handler's `giveUp`, if it has one and can read the payload. */
export async function tellGivenUp(
  { handlers }: Pick<GiveUpDeps, 'handlers'>,
  { tx, row, why }: { tx: Tx; row: JobRow; why: { state: 'failed' | 'cancelled'; error: string } },
): Promise<void> {
  const handler = handlers.get(row.kind)
  if (handler?.giveUp === undefined) return
  if (!handler.kind.payload.safeParse(row.payload).success) return
  const job = endedRun(row, new LostLease(`job ${row.id} is ${why.state}`))
  await handler.giveUp(tx, readPayload(handler, row), { ...why, job })
}
