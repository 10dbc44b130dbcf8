import { documentId as documentIdSchema } from '@kinfolio/contracts'
import type { DocumentId, Page, PageLine } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import { useMay } from '../../shared/api/use-space.ts'
import { isNotFound, useFollowing } from '../../shared/library/follow.ts'
import { documentQuery } from '../../shared/library/queries.ts'
import { t } from '../../shared/messages/messages.ts'
import { buttonClasses } from '../../shared/ui/button.tsx'
import { Empty, FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { findWords } from './find-words.ts'
import { isSameLit } from './lit.ts'
import type { Lit } from './lit.ts'
import { PageBar } from './page-bar.tsx'
import { Sheet } from './sheet.tsx'
import { TextSide } from './text-side.tsx'
import { pageTextQuery, usePage } from './use-page.ts'
import { usePageKeys } from './use-page-keys.ts'
import { useZoom } from './use-zoom.ts'

const ReplayBar = lazy(() => import('./replay-bar.tsx').then((m) => ({ default: m.ReplayBar })))

export function PageScreen() {
  const { id, number } = useParams({ from: '/frame/dashboard/documents/$id/pages/$number' })
  const documentId = documentIdSchema.safeParse(id)
  const wanted = Number(number)
  if (!documentId.success) return <Empty isWholeScreen title={t('notFound.title')} text={t('notFound.text')} />
  return <OnePage documentId={documentId.data} number={wanted} />
}

function OnePage({ documentId, number }: { documentId: DocumentId; number: number }) {
  const { page, isLooking, error, retry } = usePage(documentId, number)
  const isFollowing = useFollowing(documentId, { isMissing: isNotFound(error) })
  if (page !== null) return <PageView key={page.id} page={page} />
  if (isFollowing) return <Loading />
  if (error !== null) return <FailureNote isWholeScreen error={error} onRetry={retry} />
  if (isLooking) return <Loading />
  return (
    <Empty isWholeScreen title={t('page.noPage', { number })} text={t('page.noPageText')}>
      <Link to="/dashboard/documents/$id" params={{ id: documentId }} className={buttonClasses('primary')}>
        {t('document.pages')}
      </Link>
    </Empty>
  )
}

const NO_LINES: readonly PageLine[] = []

/** The heart: the sheet on the desk, its text beside it, each lighting the other. */
function PageView({ page }: { page: Page }) {
  const { q = '' } = useSearch({ from: '/frame/dashboard/documents/$id/pages/$number' })
  const text = useQuery(pageTextQuery(page.id))
  const document = useQuery(documentQuery(page.document_id)).data
  const [lit, setLit] = useState<Lit>(null)
  // The pointer moves far more often than what lies under it changes.
  const onLit = useCallback((next: Lit) => setLit((before) => (isSameLit(before, next) ? before : next)), [])
  const [side, setSide] = useState<'sheet' | 'text'>('sheet')
  const [isCorrecting, setCorrecting] = useState(false)
  const [isReplaying, setReplaying] = useState(false)
  const canvas = useRef<HTMLCanvasElement>(null)
  const view = useRef<HTMLDivElement>(null)
  const zoom = useZoom(view, page)
  const found = useMemo(() => findWords(text.data?.lines ?? NO_LINES, q), [text.data, q])
  const total = document?.page_count ?? page.number
  const canReplay = page.draw_status === 'drawn' && !page.is_blank && document?.kind !== 'scan'
  const mayCorrect = useMay()('correct a page')
  const toggleReplay = () => setReplaying((before) => canReplay && !before)
  usePageKeys({ page, total, view, zoom, onCorrect: () => setCorrecting(mayCorrect), onReplay: toggleReplay })
  useTitle(`${t('document.page', { number: page.number })} · ${document?.title ?? ''}`)
  const lines = text.data?.lines ?? NO_LINES

  return (
    <div className="-mb-24 flex h-[calc(100dvh-3.9rem-var(--space-line,0rem))] flex-col md:mb-0 md:h-dvh">
      <PageBar
        page={page}
        title={document?.title ?? ''}
        total={total}
        zoom={zoom}
        side={side}
        onSide={setSide}
        replay={canReplay ? { isOn: isReplaying, toggle: toggleReplay } : null}
      />
      <div className="grid min-h-0 grow md:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
        <div className={`${side === 'sheet' ? 'flex' : 'hidden md:flex'} min-h-0 min-w-0 flex-col`}>
          <Sheet page={page} lines={lines} found={found} lit={lit} onLit={onLit} view={view} zoom={zoom}>
            {isReplaying ? <canvas ref={canvas} aria-hidden className="absolute inset-0 size-full bg-page" /> : null}
          </Sheet>
          {isReplaying ? (
            <Suspense fallback={null}>
              <ReplayBar page={page} canvas={canvas} onClose={() => setReplaying(false)} />
            </Suspense>
          ) : null}
        </div>
        <div className={side === 'text' ? 'contents' : 'hidden md:contents'}>
          <TextSide
            page={page}
            text={text}
            query={q}
            found={found}
            lit={lit}
            onLit={onLit}
            isCorrecting={isCorrecting && mayCorrect}
            onCorrecting={setCorrecting}
          />
        </div>
      </div>
    </div>
  )
}
