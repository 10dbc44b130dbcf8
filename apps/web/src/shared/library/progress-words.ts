import type { Document } from '@kinfolio/contracts'
import { t } from '../messages/messages.ts'

export type DocumentState = {
  tone: 'working' | 'good' | 'quiet' | 'bad'
  words: string
  /** Of the work that goes on; null when nothing does. */
  share: { done: number; total: number } | null
}

/** How far a document is, in words. Null for one without pages. */
export function progressWords({ page_count: total, progress }: Document): DocumentState | null {
  if (total === 0) return null
  const { drawn, draw_failed, read, read_failed, waiting_for_quota: waiting, skipped } = progress
  if (drawn + draw_failed < total)
    return { tone: 'working', words: t('progress.drawing', { done: drawn, total }), share: { done: drawn, total } }
  // A page that could not be drawn is never read, nor one that the plan has nothing left for; they are not waited for.
  if (read + read_failed + draw_failed + waiting < total)
    return { tone: 'working', words: t('progress.reading', { done: read, total }), share: { done: read, total } }
  const failed = Math.min(total, draw_failed + read_failed)
  if (failed > 0) return { tone: 'bad', words: t('progress.failed', { count: failed }), share: null }
  if (waiting > 0) return { tone: 'quiet', words: t('progress.quota', { count: waiting }), share: null }
  if (skipped > 0) return { tone: 'quiet', words: t('progress.skipped', { count: skipped }), share: null }
  return { tone: 'good', words: t('progress.read'), share: null }
}
