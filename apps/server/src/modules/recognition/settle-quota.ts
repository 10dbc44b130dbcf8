import type { PageId } from '@kinfolio/contracts'
import type { Tx } from '../../kernel/database/index.ts'
import type { JobRun } from '../../kernel/jobs/job.ts'
import type { Quotas } from '../spaces/index.ts'
import { wakeIfWaiting, type WakeDeps } from './wake-waiting.ts'

export type SettleDeps = WakeDeps & { quotas: Pick<Quotas, 'settlePages'> }

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
  if (givenBack > 0) await wakeIfWaiting(deps, { tx, spaceId, onBehalfOf })
}
