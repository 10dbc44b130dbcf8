import type { Page } from '@kinfolio/contracts'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, ChevronLeft, ChevronRight, CirclePlay, ZoomIn, ZoomOut } from 'lucide-react'
import type { ReactNode } from 'react'
import { PageStateWords } from '../../shared/library/page-state-words.tsx'
import { t } from '../../shared/messages/messages.ts'
import { IconButton } from '../../shared/ui/button.tsx'
import type { Zoom } from './use-zoom.ts'

type Side = 'sheet' | 'text'
type PageBarProps = {
  page: Page
  title: string
  total: number
  zoom: Zoom
  side: Side
  onSide: (side: Side) => void
  replay: ReplaySwitch
}
/** Null where there is nothing to replay. */
type ReplaySwitch = { isOn: boolean; toggle: () => void } | null

/** Where we are in the document, how it stands with this page, and how near we look. */
export function PageBar({ page, title, total, zoom, side, onSide, replay }: PageBarProps) {
  return (
    <header className="flex flex-wrap items-center gap-x-2 border-b border-line bg-surface px-2 md:px-4">
      <Link
        to="/dashboard/documents/$id"
        params={{ id: page.document_id }}
        aria-label={t('page.toDocument', { title })}
        title={t('page.toDocument', { title })}
        className="grid size-11 shrink-0 place-items-center rounded-card hover:bg-accent-soft"
      >
        <ArrowLeft aria-hidden className="size-5" />
      </Link>
      <div className="min-w-0 grow basis-24 py-2">
        <h1 className="truncate text-17">{title}</h1>
        <PageStateWords page={page} />
      </div>
      <nav aria-label={t('document.pages')} className="flex items-center">
        <Turn page={page} by={-1} total={total} label={t('page.previous')}>
          <ChevronLeft aria-hidden className="size-5" />
        </Turn>
        <span className="text-15 whitespace-nowrap">{t('document.pageOf', { number: page.number, total })}</span>
        <Turn page={page} by={1} total={total} label={t('page.next')}>
          <ChevronRight aria-hidden className="size-5" />
        </Turn>
      </nav>
      <div className="hidden items-center md:flex">
        <ReplayButton replay={replay} />
        <IconButton
          label={t('page.zoomOut')}
          icon={<ZoomOut aria-hidden className="size-5" />}
          onClick={zoom.zoomOut}
        />
        <button
          type="button"
          onClick={zoom.fit}
          title={t('page.zoomFit')}
          className="min-h-11 w-16 rounded-card text-13 hover:bg-accent-soft"
        >
          <span className="sr-only">{t('page.zoomFit')} </span>
          {t('page.zoomLevel', { percent: Math.round(zoom.level * 100) })}
        </button>
        <IconButton label={t('page.zoomIn')} icon={<ZoomIn aria-hidden className="size-5" />} onClick={zoom.zoomIn} />
      </div>
      <SideSwitch side={side} onSide={onSide}>
        <ReplayButton replay={replay} />
      </SideSwitch>
    </header>
  )
}

function ReplayButton({ replay }: { replay: ReplaySwitch }) {
  if (replay === null) return null
  const icon = <CirclePlay aria-hidden className="size-5" />
  return (
    <IconButton
      label={t('replay.open')}
      aria-pressed={replay.isOn}
      icon={icon}
      onClick={replay.toggle}
      className="aria-pressed:bg-accent-soft aria-pressed:text-accent"
    />
  )
}

type TurnProps = { page: Page; by: 1 | -1; total: number; label: string; children: ReactNode }

function Turn({ page, by, total, label, children }: TurnProps) {
  const number = page.number + by
  const shape = 'grid size-11 place-items-center rounded-card'
  if (number < 1 || number > total)
    return (
      <span aria-hidden className={`${shape} opacity-40`}>
        {children}
      </span>
    )
  return (
    <Link
      to="/dashboard/documents/$id/pages/$number"
      params={{ id: page.document_id, number: String(number) }}
      search={(before) => before}
      replace
      aria-label={label}
      title={label}
      className={`${shape} hover:bg-accent-soft`}
    >
      {children}
    </Link>
  )
}

/** A phone has room for one side at a time. */
function SideSwitch({ side, onSide, children }: Pick<PageBarProps, 'side' | 'onSide'> & { children: ReactNode }) {
  return (
    <div className="flex basis-full gap-1 pb-2 md:hidden">
      {(['sheet', 'text'] as const).map((choice) => (
        <button
          key={choice}
          type="button"
          aria-pressed={side === choice}
          onClick={() => onSide(choice)}
          className="min-h-11 grow rounded-card border border-field-line aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent"
        >
          {t(choice === 'sheet' ? 'page.sheet' : 'page.text')}
        </button>
      ))}
      {children}
    </div>
  )
}
