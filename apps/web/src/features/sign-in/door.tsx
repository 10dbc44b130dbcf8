import type { ReactNode } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { BlankSheets } from '../../shared/ui/blank-sheets.tsx'
import { Logo } from '../../shared/ui/logo.tsx'

/** The first page a person meets: sheets on the desk with a line of ink say what this is, beside the way in. */
export function Door({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-5xl content-center items-center gap-8 px-4 py-10 lg:grid-cols-2 lg:gap-16">
      <div className="grid gap-6 max-lg:mx-auto max-lg:w-full max-lg:max-w-md">
        <BlankSheets className="hidden h-64 lg:block" />
        <div className="flex items-center gap-3">
          <Logo className="size-11 shrink-0" />
          <div>
            <p className="font-reading text-26">{t('app.name')}</p>
            <p className="text-muted lg:text-17">{t('app.claim')}</p>
          </div>
        </div>
      </div>
      <div className="w-full max-w-md rounded-card border border-line bg-surface p-6 max-lg:mx-auto sm:p-8">
        <h1 className="text-34">{title}</h1>
        {text === undefined ? null : <p className="mt-2 text-17 text-muted">{text}</p>}
        {children}
      </div>
    </main>
  )
}
