import { useId } from 'react'
import type { ReactNode } from 'react'

/** A part of a settings screen under a heading of its own. */
export function Section({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid gap-4 rounded-card border border-line bg-surface p-4 sm:p-5">
      <div>
        <h2 id={id} className="font-interface text-17 font-medium">
          {title}
        </h2>
        {text === undefined ? null : <p className="text-muted">{text}</p>}
      </div>
      {children}
    </section>
  )
}
