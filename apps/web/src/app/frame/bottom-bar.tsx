import { Link } from '@tanstack/react-router'
import { BookOpen, ListChecks, Plus, Search, Settings } from 'lucide-react'
import type { ReactNode } from 'react'
import { PhoneBell } from '../../features/notices/bell.tsx'
import { useMay } from '../../shared/api/use-space.ts'
import { t } from '../../shared/messages/messages.ts'
import { ConnectionNote } from './connection-note.tsx'

/** The bar at the foot of a phone: four places, and the raised button that adds pages in the middle. */
export function BottomBar({ onAdd }: { onAdd: () => void }) {
  const may = useMay()
  return (
    <div className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden">
      <ConnectionNote />
      <PhoneBell />
      <nav aria-label={t('nav.label')} className="grid grid-cols-5 items-end">
        <BarLink to="/dashboard" icon={<BookOpen aria-hidden className="size-5" />} label={t('nav.library')} />
        <BarLink to="/dashboard/search" icon={<Search aria-hidden className="size-5" />} label={t('nav.search')} />
        <button
          type="button"
          aria-label={t('nav.add')}
          disabled={!may('import files')}
          onClick={onAdd}
          className="-mt-5 mb-2 grid size-14 place-items-center justify-self-center rounded-full border-4 border-desk bg-accent text-on-accent disabled:invisible"
        >
          <Plus aria-hidden className="size-6" />
        </button>
        <BarLink to="/dashboard/jobs" icon={<ListChecks aria-hidden className="size-5" />} label={t('nav.jobs')} />
        <BarLink
          to="/dashboard/settings"
          icon={<Settings aria-hidden className="size-5" />}
          label={t('nav.settings')}
        />
      </nav>
    </div>
  )
}

type BarLinkProps = {
  to: '/dashboard' | '/dashboard/search' | '/dashboard/jobs' | '/dashboard/settings'
  icon: ReactNode
  label: string
}

function BarLink({ to, icon, label }: BarLinkProps) {
  return (
    <Link
      to={to}
      activeOptions={{ exact: to === '/dashboard', includeSearch: false }}
      activeProps={{ className: 'text-accent font-medium' }}
      className="grid min-h-15 place-items-center content-center gap-1 text-13"
    >
      {icon}
      {label}
    </Link>
  )
}
