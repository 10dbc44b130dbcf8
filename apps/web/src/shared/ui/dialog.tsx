import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../messages/messages.ts'
import { IconButton } from './button.tsx'

type DialogProps = { title: string; onClose: () => void; children: ReactNode; size?: 'narrow' | 'wide' }

/** A dialog in the middle of a wide screen, a sheet from below on a phone. It is open while it is rendered. */
export function Dialog({ title, onClose, children, size = 'narrow' }: DialogProps) {
  return (
    <Base.Root open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-[rgb(20_18_14/45%)]" />
        <Base.Popup
          className={`enter fixed inset-x-0 bottom-0 z-40 grid max-h-[88dvh] grid-rows-[auto_1fr] rounded-t-card border border-line bg-surface shadow-float sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[calc(100vw-2rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-card ${size === 'wide' ? 'sm:max-w-2xl' : 'sm:max-w-md'}`}
        >
          <header className="flex items-center justify-between gap-3 py-2 pr-2 pl-5">
            <Base.Title className="min-w-0 truncate text-20">{title}</Base.Title>
            <Base.Close
              render={<IconButton label={t('do.close')} icon={<X aria-hidden className="size-5" />} />}
              nativeButton
            />
          </header>
          <div className="overflow-y-auto px-5 pt-1 pb-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
