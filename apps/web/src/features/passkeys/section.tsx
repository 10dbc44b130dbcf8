import type { ReactNode } from 'react'

type SectionProps = { title: string; text: string; children: ReactNode }

/** One part of the security screen. */
export function Section({ title, text, children }: SectionProps) {
  return (
    <section aria-label={title} className="grid gap-4 rounded-card border border-line bg-surface p-4">
      <div>
        <h2 className="font-interface text-17 font-medium">{title}</h2>
        <p className="text-muted">{text}</p>
      </div>
      {children}
    </section>
  )
}
