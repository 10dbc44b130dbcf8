import type { Page } from '@kinfolio/contracts'
import { Link } from '@tanstack/react-router'
import { Thumbnail } from '../../shared/drawing/thumbnail.tsx'
import { PageStateWords } from '../../shared/library/page-state-words.tsx'
import { t } from '../../shared/messages/messages.ts'
import { MoreBelow } from '../../shared/ui/more-below.tsx'

type PageGridProps = { pages: readonly Page[]; hasMore: boolean; onMore: () => void }

export function PageGrid({ pages, hasMore, onMore }: PageGridProps) {
  return (
    <section aria-label={t('document.pages')}>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] items-end gap-x-6 gap-y-8 sm:grid-cols-[repeat(auto-fill,minmax(11rem,1fr))]">
        {pages.map((page) => (
          <li key={page.id} className="[contain-intrinsic-size:auto_16rem] [content-visibility:auto] p-0.5">
            <PageSheet page={page} />
          </li>
        ))}
      </ul>
      <MoreBelow hasMore={hasMore} onMore={onMore} />
    </section>
  )
}

/** A light sheet at once, of the page's own shape; its picture comes when it is drawn. */
function PageSheet({ page }: { page: Page }) {
  return (
    <Link
      to="/dashboard/documents/$id/pages/$number"
      params={{ id: page.document_id, number: String(page.number) }}
      className="group block rounded-sheet"
    >
      <span
        className="sheet block overflow-hidden transition-transform group-hover:-translate-y-0.5 motion-reduce:transform-none"
        style={{ aspectRatio: shapeOf(page) }}
      >
        {page.draw_status === 'drawn' ? <Thumbnail pageId={page.id} stamp={page.version} alt="" /> : null}
      </span>
      <span className="mt-2 flex flex-wrap items-baseline justify-between gap-x-2">
        <span className="font-medium">{t('document.page', { number: page.number })}</span>
        <PageStateWords page={page} />
      </span>
      {page.is_orphan ? <span className="block text-13 text-muted">{t('state.orphan')}</span> : null}
    </Link>
  )
}

/** Pages far from any paper's shape, such as endless scrolls, are shown by their beginning. */
function shapeOf({ width, height }: Page): number {
  return Math.min(2, Math.max(0.5, width / height))
}
