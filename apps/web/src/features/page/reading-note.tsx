import type { ReadingSummary } from '@kinfolio/contracts'
import { Link } from '@tanstack/react-router'
import { Info } from 'lucide-react'
import { t } from '../../shared/messages/messages.ts'
import { OFFLINE_ENGINE, readingWords } from './reading-words.ts'

/** Who read the page, when, and what that reader cannot do. */
export function ReadingNote({ reading }: { reading: ReadingSummary | null }) {
  if (reading === null) return null
  return (
    <div className="grid gap-2 border-t border-line pt-3 text-13 text-muted">
      <p>{readingWords(reading)}</p>
      {reading.engine === OFFLINE_ENGINE && reading.origin === 'engine' ? (
        <p className="flex flex-wrap items-center gap-x-1.5">
          <Info aria-hidden className="size-4 shrink-0" />
          {t('page.printedOnly')}
          <Link to="/dashboard/settings/reader" className="text-accent underline underline-offset-4">
            {t('page.chooseReader')}
          </Link>
        </p>
      ) : null}
    </div>
  )
}
