import { Link } from '@tanstack/react-router'
import type { LinkProps } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'

type SettingsLinkProps = {
  to: NonNullable<LinkProps['to']>
  icon: ReactNode
  title: string
  text: string
}

/** One of the ways from the settings to a screen of their own. */
export function SettingsLink({ to, icon, title, text }: SettingsLinkProps) {
  return (
    <Link
      to={to}
      className="flex items-center gap-4 rounded-card border border-line bg-surface p-4 hover:border-field-line"
    >
      {icon}
      <span className="grow">
        <span className="block text-17 font-medium">{title}</span>
        <span className="text-muted">{text}</span>
      </span>
      <ChevronRight aria-hidden className="size-5 text-muted" />
    </Link>
  )
}
