import type { ReactNode } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Logo } from '../../shared/ui/logo.tsx'

/** The first page a person meets: a sheet on the desk, with a line of ink that says what this is. */
export function Door({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-md">
        <div className="mb-6 flex items-center gap-3">
          <Logo className="size-11" />
          <div>
            <p className="font-reading text-26">{t('app.name')}</p>
            <p className="text-muted">{t('app.claim')}</p>
          </div>
        </div>
        <div className="rounded-card border border-line bg-surface p-6 sm:p-8">
          <h1 className="text-34">{title}</h1>
          {text === undefined ? null : <p className="mt-2 text-17 text-muted">{text}</p>}
          {children}
        </div>
      </div>
    </main>
  )
}
