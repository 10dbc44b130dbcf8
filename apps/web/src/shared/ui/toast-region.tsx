import { CircleAlert, X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { t } from '../messages/messages.ts'
import { Button, IconButton } from './button.tsx'
import { toasts } from './toasts.ts'
import type { Toast } from './toasts.ts'

export function ToastRegion() {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.shown)
  return (
    <section
      aria-label={t('toast.region')}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-20 z-50 grid justify-items-center gap-2 px-3 md:bottom-6"
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function ToastCard({ toast }: { toast: Toast }) {
  const close = (): void => toasts.close(toast.id)
  const { action } = toast
  return (
    <div className="enter pointer-events-auto flex max-w-full items-center gap-2 rounded-card border border-line bg-surface py-1 pr-1 pl-4 shadow-float">
      {toast.tone === 'bad' ? <CircleAlert aria-hidden className="size-[18px] shrink-0 text-bad" /> : null}
      <p className="min-w-0 py-2 wrap-anywhere">{toast.text}</p>
      {action === undefined ? null : (
        <Button
          look="link"
          onClick={() => {
            close()
            action.run()
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label={t('toast.close')} icon={<X aria-hidden className="size-[18px]" />} onClick={close} />
    </div>
  )
}
