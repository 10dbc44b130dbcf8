import { Link } from '@tanstack/react-router'
import { ArrowLeftRight, ChevronRight, UsersRound } from 'lucide-react'
import { spaceSwitch } from '../../shared/api/space-switch.ts'
import { useSpace } from '../../shared/api/use-space.ts'
import { roleWords } from '../../shared/library/role-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'

/** In the settings: which space this is, the way to its people, and to the other spaces. */
export function SpaceCard() {
  const space = useSpace()
  return (
    <section className="rounded-card border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-3 border-b border-line p-4">
        <p className="min-w-0 grow basis-40">
          <span className="block truncate text-17 font-medium">{space?.name ?? t('nav.personalSpace')}</span>
          <span className="text-muted">
            {space === null || space.kind === 'personal' ? t('nav.personalSpace') : roleWords(space.role)}
          </span>
        </p>
        <Button onClick={spaceSwitch.open}>
          <ArrowLeftRight aria-hidden className="size-[18px]" />
          {t('switch.do')}
        </Button>
      </div>
      <Link to="/dashboard/settings/family" className="flex items-center gap-4 rounded-card p-4 hover:bg-accent-soft">
        <UsersRound aria-hidden className="size-6 shrink-0 text-muted" />
        <span className="grow">
          <span className="block text-17 font-medium">{t('family.settings')}</span>
          <span className="text-muted">{t('family.settingsText')}</span>
        </span>
        <ChevronRight aria-hidden className="size-5 text-muted" />
      </Link>
    </section>
  )
}
