import type { Collection } from '@kinfolio/contracts'
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { t } from '../messages/messages.ts'

/** The way from the library down to where something lies. */
export function FolderPath({ path }: { path: readonly Collection[] }) {
  const link = 'inline-flex min-h-11 items-center text-muted underline-offset-4 hover:text-accent hover:underline'
  return (
    <nav aria-label={t('library.path')}>
      <ol className="flex flex-wrap items-center gap-x-1">
        <li>
          <Link to="/dashboard" className={link}>
            {t('library.title')}
          </Link>
        </li>
        {path.map((collection) => (
          <li key={collection.id} className="flex items-center gap-1">
            <ChevronRight aria-hidden className="size-4 text-muted" />
            <Link to="/dashboard/collections/$id" params={{ id: collection.id }} className={link}>
              {collection.title}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}
