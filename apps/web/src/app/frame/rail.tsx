import { Link } from '@tanstack/react-router'
import { BookOpen, ChevronsUpDown, ListChecks, Plus, Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { RailBell } from '../../features/notices/bell.tsx'
import { spaceSwitch } from '../../shared/api/space-switch.ts'
import { useMay, useSpace } from '../../shared/api/use-space.ts'
import { UsageBar } from '../../shared/quotas/usage-bar.tsx'
import { commandKey } from '../../shared/keyboard.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Logo } from '../../shared/ui/logo.tsx'
import { ConnectionNote } from './connection-note.tsx'
import { PersonMenu } from './person-menu.tsx'

type RailProps = { onFind: () => void; onKeys: () => void; onAdd: () => void }

/** The left rail of a wide screen. */
export function Rail({ onFind, onKeys, onAdd }: RailProps) {
  const may = useMay()
  return (
    <aside className="sticky top-0 hidden h-dvh flex-col gap-1 border-r border-line bg-surface p-3 md:flex">
      <SpaceButton />
      <button
        type="button"
        onClick={onFind}
        className="mb-2 flex min-h-11 items-center gap-2 rounded-card border border-field-line bg-surface px-3 text-muted hover:bg-accent-soft"
      >
        <Search aria-hidden className="size-[18px]" />
        <span className="grow text-left">{t('nav.find')}</span>
        <kbd className="font-interface text-13">{commandKey()} K</kbd>
      </button>
      <nav aria-label={t('nav.label')} className="grid gap-1">
        <RailLink to="/dashboard" icon={<BookOpen aria-hidden className="size-5" />} label={t('nav.library')} />
        <RailLink to="/dashboard/search" icon={<Search aria-hidden className="size-5" />} label={t('nav.search')} />
        <RailLink to="/dashboard/jobs" icon={<ListChecks aria-hidden className="size-5" />} label={t('nav.jobs')} />
        <RailBell />
      </nav>
      {may('import files') ? (
        <Button className="mt-3" onClick={onAdd}>
          <Plus aria-hidden className="size-5" />
          {t('nav.add')}
        </Button>
      ) : null}
      <div className="grow" />
      <UsageBar />
      <ConnectionNote />
      <PersonMenu onKeys={onKeys} />
    </aside>
  )
}

/** Whose things are on screen, and the way to the other spaces. */
function SpaceButton() {
  const name = useSpace()?.name ?? t('nav.personalSpace')
  return (
    <button
      type="button"
      onClick={spaceSwitch.open}
      aria-haspopup="dialog"
      className="mb-2 flex min-h-13 items-center gap-2.5 rounded-card px-1 py-1 text-left hover:bg-accent-soft"
    >
      <Logo className="size-9 shrink-0" />
      <span className="min-w-0 grow">
        <span className="block font-reading text-20">{t('app.name')}</span>
        <span className="block truncate text-13 text-muted">{name}</span>
        <span className="sr-only">{t('switch.do')}</span>
      </span>
      <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
    </button>
  )
}

type RailLinkProps = { to: '/dashboard' | '/dashboard/search' | '/dashboard/jobs'; icon: ReactNode; label: string }

function RailLink({ to, icon, label }: RailLinkProps) {
  return (
    <Link
      to={to}
      activeOptions={{ exact: to !== '/dashboard/jobs', includeSearch: false }}
      activeProps={{ className: 'bg-accent-soft font-medium text-accent' }}
      className="flex min-h-11 items-center gap-3 rounded-card px-3 hover:bg-accent-soft"
    >
      {icon}
      {label}
    </Link>
  )
}
