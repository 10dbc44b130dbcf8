import { stepUpRequired } from '@kinfolio/contracts'
import { CallFailed } from '../api/call-failed.ts'
import { t } from './messages.ts'

export type FailureWords = { text: string; reference: string | null }

/** What happened, what was kept and what to do, for any error that reached a screen. */
export function wordsOf(error: unknown): FailureWords {
  if (!(error instanceof CallFailed)) return { text: t('error.unexpected'), reference: null }
  const { kind, status, type, detail, title, instance } = error.failure
  const reference = instance === undefined ? null : t('error.reference', { id: instance })
  if (kind === 'offline') return { text: t('error.offline'), reference }
  if (kind === 'misunderstood') return { text: t('error.misunderstood'), reference }
  if (type === stepUpRequired.type) return { text: t('proof.cancelled'), reference: null }
  if (status === 503) return { text: t('error.busy'), reference }
  if (status >= 500 && status !== 502 && status !== 507) return { text: t('error.server'), reference }
  return { text: sentence(detail ?? title) ?? t('error.unexpected'), reference }
}

function sentence(words: string | undefined): string | null {
  if (words === undefined || words === '') return null
  return /[.!?…]$/.test(words) ? words : `${words}.`
}
