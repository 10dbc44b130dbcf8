import type { Context, Database, Tx } from '../database/index.ts'
import type { PersonLog } from '../events/person-log.ts'
import { type JobRun, LostLease } from './job.ts'
import { attemptsOf, type JobRow, type Lease, settleJob } from './job-rows.ts'

/** The context a job works in: its space, on behalf of who asked. */
export function contextOf(row: JobRow): Context {
  return { kind: 'job', spaceId: row.space_id ?? undefined, onBehalfOf: row.on_behalf_of ?? undefined }
}

function spaceOf(row: JobRow): NonNullable<JobRow['space_id']> {
  if (row.space_id === null) throw new TypeError(`job ${row.id} has no space`)
  return row.space_id
}

export type OpenRun = JobRun & { isSettled(): boolean }
type RunDeps = { database: Database; personLog: PersonLog }
type RunInput = { row: JobRow; lease: Lease; signal: AbortSignal; progress: JobRun['progress'] }

/** What a handler is given. Its outcome is written once, and only while the job is this run's. */
export function createRun(deps: RunDeps, { row, lease, signal, progress }: RunInput): OpenRun {
  let isSettled = false
  return withFacts<Abilities & Pick<OpenRun, 'isSettled'>>(row, {
    signal,
    progress,
    isSettled: () => isSettled,
    async finish(work) {
      if (isSettled) throw new TypeError(`job ${row.id} was finished before`)
      const answer = await deps.database.write(contextOf(row), async (tx) => {
        // First, so that the row is locked: who cancels meanwhile waits, and finds it done.
        if (!(await settleJob(tx, { lease, outcome: { state: 'done' } })))
          throw new LostLease(`job ${row.id} is no longer this run's`)
        const answered = await work(tx)
        await tellJobChanged(deps, { tx, row })
        return answered
      })
      isSettled = true
      return answer
    },
  })
}

/** The run of a job that is given up: its facts stand, and nothing can be done with it any more. */
export function endedRun(row: JobRow, reason: Error): JobRun {
  return withFacts<Abilities>(row, {
    signal: AbortSignal.abort(reason),
    progress: () => undefined,
    finish: async () => Promise.reject(new LostLease(`job ${row.id} is over`)),
  })
}

type Abilities = Pick<JobRun, 'signal' | 'progress' | 'finish'>

function withFacts<More extends Abilities>(row: JobRow, abilities: More): JobRun & More {
  return {
    ...abilities,
    id: row.id,
    get spaceId() {
      return spaceOf(row)
    },
    onBehalfOf: row.on_behalf_of ?? undefined,
    parentId: row.parent_id ?? undefined,
    title: row.title,
    context: contextOf(row),
    attempt: attemptsOf(row),
    isLastAttempt: attemptsOf(row) >= row.max_attempts,
  }
}

/** Tells the members' devices, at the end of the transaction. Parts are told of by their batch. */
export async function tellJobChanged(
  { personLog }: { personLog: PersonLog },
  { tx, row }: { tx: Tx; row: Pick<JobRow, 'id' | 'space_id' | 'parent_id' | 'is_quiet'> },
): Promise<void> {
  const { id: job_id, space_id, parent_id } = row
  if (space_id === null || parent_id !== null || row.is_quiet) return
  await personLog.append(tx, { spaceId: space_id, events: [{ kind: 'job.changed', ids: { space_id, job_id } }] })
}
