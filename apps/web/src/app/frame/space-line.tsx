import { ChevronsUpDown } from 'lucide-react'
import { spaceSwitch } from '../../shared/api/space-switch.ts'
import { useSpace, useSpaces } from '../../shared/api/use-space.ts'
import { t } from '../../shared/messages/messages.ts'
import { Logo } from '../../shared/ui/logo.tsx'

/** On a phone, above every screen: whose things are shown, one tap from the other spaces. Who has one space needs no line. */
export function SpaceLine() {
  const space = useSpace()
  const isOneOfMany = useSpaces().length > 1
  if (!isOneOfMany || space === null) return null
  return (
    <div data-space-line className="sticky top-0 z-20 h-11 border-b border-line bg-surface md:hidden">
      <button
        type="button"
        onClick={spaceSwitch.open}
        aria-haspopup="dialog"
        className="flex h-full w-full items-center gap-2 px-4 text-left"
      >
        <Logo className="size-6 shrink-0" />
        <span className="min-w-0 grow truncate text-15">{space.name}</span>
        <span className="sr-only">{t('switch.do')}</span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
      </button>
    </div>
  )
}
