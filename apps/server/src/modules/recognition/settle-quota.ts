import type { PageId } from '@kinfolio/contracts'
import type { Tx } from '../../kernel/database/index.ts'
import type { JobQueue, JobRun } from '../../kernel/jobs/job.ts'
import type { Library } from '../library/index.ts'
import type { Quotas } from '../spaces/index.ts'
import { messages } from './messages.ts'
import { readWaitingJob } from './recognition.jobs.ts'

export type SettleDeps = {
  quotas: Pick<Quotas, 'settlePages'>
  library: Pick<Library, 'hasWaitingPages'>
  jobs: Pick<JobQueue, 'add'>
}

/**
 * Ends what was set aside for a job. Pages count that got text from a reader; blank, unreadable and failed ones are given
 * back, and then a page that waits may take their place.
 */
export async function settleQuota(
  deps: SettleDeps,
  { tx, run, read }: { tx: Tx; run: JobRun; read: readonly PageId[] },
): Promise<void> {
  const { spaceId, onBehalfOf } = run
  const { givenBack } = await deps.quotas.settlePages({ tx, spaceId, jobId: run.id, read, batchId: run.parentId })
  if (givenBack === 0 || !(await deps.library.hasWaitingPages({ db: tx, spaceId }))) return
  const title = messages.waitingPages
  await deps.jobs.add(tx, readWaitingJob, { spaceId, onBehalfOf, title, payload: { space_id: spaceId } })
}
