import type { Page } from '@kinfolio/contracts'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { t } from '../../shared/messages/messages.ts'

/** What somebody who came from a search sees marked here, and how to clear it. */
export function FoundNote({ page, query, count }: { page: Page; query: string; count: number }) {
  return (
    <div className="flex items-center gap-2 rounded-card border border-line pl-3">
      <output className="min-w-0 grow truncate text-15">
        <mark className="mr-1.5 inline-block size-3 align-baseline" />
        {t('page.found', { count, query })}
      </output>
      <Link
        to="/dashboard/documents/$id/pages/$number"
        params={{ id: page.document_id, number: String(page.number) }}
        search={{}}
        replace
        aria-label={t('page.clearFound')}
        title={t('page.clearFound')}
        className="grid size-11 shrink-0 place-items-center rounded-card hover:bg-accent-soft"
      >
        <X aria-hidden className="size-[18px]" />
      </Link>
    </div>
  )
}
