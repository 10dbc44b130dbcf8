import type { Collection } from '@kinfolio/contracts'
import { Link } from '@tanstack/react-router'
import { Folder } from 'lucide-react'
import { ShelfMenu } from '../../shared/library/shelf-menu.tsx'
import { TrashTime } from '../../shared/library/trash-time.tsx'
import { t } from '../../shared/messages/messages.ts'

export function FolderList({ folders }: { folders: readonly Collection[] }) {
  if (folders.length === 0) return null
  return (
    <section aria-label={t('library.folders')} className="mb-8">
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-3">
        {folders.map((folder) => (
          <li
            key={folder.id}
            className="relative flex items-center gap-1 rounded-card border border-line bg-surface pl-4 hover:border-field-line"
          >
            <Folder aria-hidden className="size-5 shrink-0 text-muted" />
            <Link
              to="/dashboard/collections/$id"
              params={{ id: folder.id }}
              className="min-w-0 grow truncate rounded-card py-3.5 pl-2 text-17 font-medium after:absolute after:inset-0 after:content-['']"
            >
              {folder.title}
              {folder.trashed_at === null ? null : (
                <span className="block truncate text-13 font-normal text-muted">
                  <TrashTime since={folder.trashed_at} />
                </span>
              )}
            </Link>
            <div className="relative">
              <ShelfMenu
                shelved={{ kind: 'collection', of: folder }}
                label={t('library.more', { title: folder.title })}
              />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
