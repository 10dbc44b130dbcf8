import { cancelJob, retryJob } from '@kinfolio/contracts'
import type { JobId } from '@kinfolio/contracts'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { t } from '../../shared/messages/messages.ts'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'

export async function cancel(job_id: JobId): Promise<void> {
  try {
    const outcome = await call(cancelJob, { params: { job_id } })
    toasts.show({ text: outcome.ok ? t('jobs.cancelled') : t('jobs.alreadyOver') })
    await queryClient.invalidateQueries({ queryKey: keys.jobs })
  } catch (error) {
    sayFailure(error)
  }
}

export async function retry(job_id: JobId): Promise<void> {
  try {
    const outcome = await call(retryJob, { params: { job_id } })
    toasts.show({ text: outcome.ok ? t('jobs.retried') : t('jobs.notRetryable') })
    await queryClient.invalidateQueries({ queryKey: keys.jobs })
  } catch (error) {
    sayFailure(error)
  }
}
