import { useNavigate } from '@tanstack/react-router'
import { ChevronsUpDown, Keyboard, LogOut, Settings } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import { session } from '../../shared/api/client.ts'
import { signOut } from '../../shared/api/sign-out.ts'
import { t } from '../../shared/messages/messages.ts'
import { chooseTheme, storedTheme, THEMES } from '../../shared/theme.ts'
import { LazyMenu } from '../../shared/ui/lazy.tsx'

/** The person at the foot of the rail: settings, appearance, sign-out. */
export function PersonMenu({ onKeys }: { onKeys: () => void }) {
  const person = useSyncExternalStore(session.subscribe, session.state)?.user
  const navigate = useNavigate()
  const [theme, setTheme] = useState(storedTheme)
  const name = person?.name ?? ''
  return (
    <LazyMenu
      side="top"
      trigger={
        <button
          type="button"
          className="flex min-h-12 items-center gap-2.5 rounded-card px-2 text-left hover:bg-accent-soft"
        >
          <span
            aria-hidden
            className="grid size-8 shrink-0 place-items-center rounded-full bg-accent-soft font-reading text-17 text-accent"
          >
            {initialOf(name)}
          </span>
          <span className="min-w-0 grow">
            <span className="block truncate">{name}</span>
            <span className="sr-only">{t('nav.personMenu')}</span>
            <span className="block truncate text-13 text-muted">{person?.email}</span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </button>
      }
      entries={[
        {
          kind: 'action',
          label: t('nav.settings'),
          icon: <Settings aria-hidden className="size-[18px]" />,
          run: () => void navigate({ to: '/dashboard/settings' }),
        },
        {
          kind: 'action',
          label: t('nav.keyboard'),
          icon: <Keyboard aria-hidden className="size-[18px]" />,
          run: onKeys,
        },
        { kind: 'heading', label: t('theme.label') },
        ...THEMES.map((choice) => ({
          kind: 'choice' as const,
          label: t(`theme.${choice}`),
          isChosen: theme === choice,
          run: () => {
            chooseTheme(choice)
            setTheme(choice)
          },
        })),
        {
          kind: 'action',
          label: t('nav.signOut'),
          beginsGroup: true,
          icon: <LogOut aria-hidden className="size-[18px]" />,
          run: () => void signOut(),
        },
      ]}
    />
  )
}

function initialOf(name: string): string {
  return (name.trim()[0] ?? '').toLocaleUpperCase()
}
