import type { Document } from '@kinfolio/contracts'
import { t } from '../../shared/messages/messages.ts'
import { MoreBelow } from '../../shared/ui/more-below.tsx'
import { DocumentCard } from './document-card.tsx'

type DocumentGridProps = { documents: readonly Document[]; hasMore: boolean; onMore: () => void }

export function DocumentGrid({ documents, hasMore, onMore }: DocumentGridProps) {
  if (documents.length === 0) return null
  return (
    <section aria-label={t('library.documents')}>
      <p className="mb-3 text-13 text-muted">{t('library.sorted')}</p>
      <ul className={GRID}>
        {documents.map((document) => (
          <li key={document.id}>
            <DocumentCard document={document} />
          </li>
        ))}
      </ul>
      <MoreBelow hasMore={hasMore} onMore={onMore} />
    </section>
  )
}

const GRID =
  'grid grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-x-6 gap-y-8 sm:grid-cols-[repeat(auto-fill,minmax(12rem,1fr))]'

/** Sheets without content, where the documents will stand in a moment. */
export function DocumentGridComing() {
  return (
    <output aria-label={t('app.loading')} className={GRID}>
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className="sheet aspect-3/4 opacity-60" />
      ))}
    </output>
  )
}
