import type { Page } from '@kinfolio/contracts'
import type { PlainMessageKey } from '../messages/messages.ts'

export type PageTone = 'working' | 'good' | 'quiet' | 'bad'
export type PageState = { tone: PageTone; words: PlainMessageKey }

const READING: Record<Page['ocr_status'], PageState> = {
  pending: { tone: 'working', words: 'state.waiting' },
  processing: { tone: 'working', words: 'state.reading' },
  completed: { tone: 'good', words: 'state.read' },
  failed: { tone: 'bad', words: 'state.readFailed' },
  pending_quota: { tone: 'quiet', words: 'state.quota' },
  skipped: { tone: 'quiet', words: 'state.skipped' },
}

/** Where a page stands: being drawn comes before being read, and a blank page has nothing to read. */
export function pageState(page: Pick<Page, 'draw_status' | 'ocr_status' | 'is_blank'>): PageState {
  if (page.draw_status === 'pending') return { tone: 'working', words: 'state.drawing' }
  if (page.draw_status === 'failed') return { tone: 'bad', words: 'state.drawFailed' }
  if (page.is_blank) return { tone: 'quiet', words: 'state.blank' }
  return READING[page.ocr_status]
}
