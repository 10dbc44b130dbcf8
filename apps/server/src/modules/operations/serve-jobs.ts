import { cancelJob, getJob, listJobs, retryJob } from '@kinfolio/contracts'
import type { Actor, Serve } from '../../kernel/http/index.ts'
import type { Jobs } from '../../kernel/jobs/index.ts'
import { requirePermission } from '../spaces/index.ts'

/** The Jobs screen: whatever is done later in a space, whichever module does it. */
export function serveJobs(serve: Serve, jobs: Jobs): void {
  serve(listJobs, async ({ actor, query }) => jobs.listJobs({ ...viewer(actor), ...query, parentId: query.parent_id }))
  serve(getJob, async ({ actor, params }) => jobs.getJob({ ...viewer(actor), jobId: params.job_id }))
  serve(cancelJob, async ({ actor, params }) => {
    requirePermission(actor, 'cancel jobs')
    return jobs.cancelJob({ ...viewer(actor), jobId: params.job_id })
  })
  serve(retryJob, async ({ actor, params }) => {
    requirePermission(actor, 'try jobs again')
    return jobs.retryJob({ ...viewer(actor), jobId: params.job_id })
  })
}

function viewer({ userId, spaceId }: Actor) {
  return { userId, spaceId }
}
