import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { wordsOf } from '../messages/failure-words.ts'
import { t } from '../messages/messages.ts'
import { Button } from './button.tsx'

/** An error beside what it is about: a word, an icon, and never colour alone. */
export function Alert({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="flex items-start gap-2 rounded-card border border-bad bg-surface p-3 text-15 text-bad">
      <CircleAlert aria-hidden className="mt-px size-[18px] shrink-0" />
      <div className="min-w-0 wrap-anywhere">{children}</div>
    </div>
  )
}

type FailureNoteProps = { error: unknown; onRetry?: () => void; isWholeScreen?: boolean }

/** A screen or part that could not be shown: what happened, what was kept, what to do. */
export function FailureNote({ error, onRetry, isWholeScreen = false }: FailureNoteProps) {
  const words = wordsOf(error)
  const Heading = isWholeScreen ? 'h1' : 'h2'
  return (
    <div role="alert" className="mx-auto grid max-w-md justify-items-center gap-3 px-4 py-16 text-center">
      <CircleAlert aria-hidden className="size-7 text-bad" />
      <Heading className="text-20">{t('error.title')}</Heading>
      <p className="text-muted">{words.text}</p>
      {words.reference === null ? null : <p className="font-code text-13 text-muted">{words.reference}</p>}
      {onRetry === undefined ? null : <Button onClick={onRetry}>{t('do.retry')}</Button>}
    </div>
  )
}

type EmptyProps = { icon?: ReactNode; title: string; text: string; children?: ReactNode; isWholeScreen?: boolean }

/** Says what will appear here, and offers the next step. Alone on a screen, it carries the screen's heading. */
export function Empty({ icon, title, text, children, isWholeScreen = false }: EmptyProps) {
  const Heading = isWholeScreen ? 'h1' : 'h2'
  return (
    <div className="mx-auto grid max-w-lg justify-items-center gap-3 px-4 py-16 text-center">
      {icon === undefined ? null : <div className="text-muted">{icon}</div>}
      <Heading className="text-26">{title}</Heading>
      <p className="text-17 text-muted text-pretty">{text}</p>
      {children === undefined ? null : <div className="mt-2 flex flex-wrap justify-center gap-3">{children}</div>}
    </div>
  )
}

/** Stands where something is on its way; said politely, once. */
export function Loading({ label = t('app.loading') }: { label?: string }) {
  return <output className="block py-16 text-center text-muted">{label}…</output>
}
