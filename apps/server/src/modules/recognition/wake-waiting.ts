import type { SpaceId, UserId } from '@kinfolio/contracts'
import type { Tx } from '../../kernel/database/index.ts'
import type { JobQueue } from '../../kernel/jobs/job.ts'
import type { Library } from '../library/index.ts'
import { messages } from './messages.ts'
import { readWaitingJob } from './recognition.jobs.ts'

export type WakeDeps = { jobs: Pick<JobQueue, 'add'>; library: Pick<Library, 'hasWaitingPages'> }

/** Looks again at the pages that wait for the plan, if there are any: something changed that may let them be read. */
export async function wakeIfWaiting(
  { jobs, library }: WakeDeps,
  { tx, spaceId, onBehalfOf }: { tx: Tx; spaceId: SpaceId; onBehalfOf: UserId | undefined },
): Promise<void> {
  if (!(await library.hasWaitingPages({ db: tx, spaceId }))) return
  const title = messages.waitingPages
  await jobs.add(tx, readWaitingJob, { spaceId, onBehalfOf, title, payload: { space_id: spaceId } })
}
