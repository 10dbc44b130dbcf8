import type { Page } from '@kinfolio/contracts'
import { Check, CircleAlert, Clock, Minus } from 'lucide-react'
import { t } from '../messages/messages.ts'
import { pageState } from './page-state.ts'
import type { PageTone } from './page-state.ts'

const ICONS = { working: Clock, good: Check, quiet: Minus, bad: CircleAlert } as const
const COLOURS: Record<PageTone, string> = {
  working: 'text-muted',
  good: 'text-good',
  quiet: 'text-muted',
  bad: 'text-bad',
}

/** The state of a page: always a word with its icon, never colour alone. */
export function PageStateWords({ page }: { page: Page }) {
  const { tone, words } = pageState(page)
  const Icon = ICONS[tone]
  return (
    <span className={`inline-flex items-center gap-1 text-13 ${COLOURS[tone]}`}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {t(words)}
    </span>
  )
}
