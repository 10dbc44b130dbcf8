import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { t } from '../messages/messages.ts'
import { useTitle } from './use-title.ts'

/** A screen below the settings: the way back, what it is about, and its parts. */
export function SettingsPage({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  useTitle(title)
  return (
    <div className="mx-auto grid max-w-2xl gap-6 px-4 py-6 md:px-8 md:py-8">
      <header>
        <Link
          to="/dashboard/settings"
          className="inline-flex min-h-11 items-center text-muted hover:text-accent hover:underline"
        >
          {t('settings.title')}
        </Link>
        <h1 className="text-34">{title}</h1>
        <p className="mt-1 text-muted">{text}</p>
      </header>
      {children}
    </div>
  )
}

/** A part of such a screen, with what it does at its foot. */
export function SettingsCard({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <section className="grid gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="font-interface text-17 font-medium">{title}</h2>
      {text === undefined ? null : <p className="text-muted">{text}</p>}
      {children}
    </section>
  )
}
