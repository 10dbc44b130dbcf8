import type { Job } from '@kinfolio/contracts'
import { sizeWords } from '../../shared/format/sizes.ts'
import { t } from '../../shared/messages/messages.ts'

/** How far a job is, in its own unit; nothing for one that has not counted its work yet. */
export function jobProgressWords({ done, total, unit }: Job['progress']): string {
  if (total === 0) return ''
  switch (unit) {
    case 'bytes':
      return t('upload.progress', { sent: sizeWords(done), total: sizeWords(total) })
    case 'pages':
      return t('jobs.progress.pages', { done, total })
    case 'files':
      return t('jobs.progress.files', { done, total })
    case 'steps':
      return t('jobs.progress.steps', { done, total })
  }
}

export function isCancellable({ state }: Job): boolean {
  return state === 'waiting' || state === 'running'
}

/** Nothing is left to be done: a bar would only say that it is full. */
export function isOver({ state, progress }: Job): boolean {
  return state === 'done' || (state !== 'running' && progress.done >= progress.total)
}

export function isRetryable({ state }: Job): boolean {
  return state === 'failed' || state === 'cancelled'
}
