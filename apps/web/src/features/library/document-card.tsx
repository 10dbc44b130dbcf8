import type { Document } from '@kinfolio/contracts'
import { Link } from '@tanstack/react-router'
import { Thumbnail } from '../../shared/drawing/thumbnail.tsx'
import { ago } from '../../shared/format/moments.ts'
import { DocumentProgress } from '../../shared/library/document-progress.tsx'
import { ShelfMenu } from '../../shared/library/shelf-menu.tsx'
import { TrashTime } from '../../shared/library/trash-time.tsx'
import { t } from '../../shared/messages/messages.ts'

/** A document as the sheet that lies on top of it. */
export function DocumentCard({ document }: { document: Document }) {
  return (
    <article className="group relative">
      <div className="sheet relative aspect-3/4 overflow-hidden transition-transform group-hover:-translate-y-0.5 motion-reduce:transform-none">
        {document.cover_page_id === null || document.progress.drawn === 0 ? null : (
          <Thumbnail pageId={document.cover_page_id} stamp={document.updated_at} alt="" />
        )}
      </div>
      <div className="mt-2.5 flex items-start gap-1">
        <div className="min-w-0 grow">
          <h2 className="text-17 leading-snug">
            <Link
              to="/dashboard/documents/$id"
              params={{ id: document.id }}
              className="line-clamp-2 wrap-anywhere after:absolute after:inset-0 after:content-['']"
            >
              {document.title}
            </Link>
          </h2>
          <p className="mt-0.5 text-13 text-muted">
            {document.page_count === 0 ? t('library.noPages') : t('library.pages', { count: document.page_count })}
            {' · '}
            {document.trashed_at === null ? ago(document.updated_at) : <TrashTime since={document.trashed_at} />}
          </p>
          <DocumentProgress document={document} />
        </div>
        <div className="relative -mt-2 -mr-2">
          <ShelfMenu
            shelved={{ kind: 'document', of: document }}
            label={t('library.more', { title: document.title })}
          />
        </div>
      </div>
    </article>
  )
}
