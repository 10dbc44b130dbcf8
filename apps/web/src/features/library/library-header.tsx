import { createCollection } from '@kinfolio/contracts'
import type { Collection, CollectionId } from '@kinfolio/contracts'
import { Link } from '@tanstack/react-router'
import { Archive, FolderPlus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { useMay } from '../../shared/api/use-space.ts'
import { FolderPath } from '../../shared/library/folder-path.tsx'
import { NameDialog } from '../../shared/library/name-dialog.tsx'
import { ShelfMenu } from '../../shared/library/shelf-menu.tsx'
import { t } from '../../shared/messages/messages.ts'
import { Button, buttonClasses } from '../../shared/ui/button.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'

/** Where we are, and what can be made here. */
export function LibraryHeader({ path, id }: { path: readonly Collection[]; id: CollectionId | null }) {
  const [isNaming, setNaming] = useState(false)
  const may = useMay()
  const here = path.at(-1)
  return (
    <header className="mb-6">
      {id === null ? null : <FolderPath path={path.slice(0, -1)} />}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="min-w-0 text-34 wrap-anywhere">{here?.title ?? (id === null ? t('library.title') : ' ')}</h1>
        {here === undefined ? null : (
          <ShelfMenu shelved={{ kind: 'collection', of: here }} label={t('library.more', { title: here.title })} />
        )}
        <div className="ml-auto flex items-center gap-3">
          {may('create folders') ? (
            <Button onClick={() => setNaming(true)}>
              <FolderPlus aria-hidden className="size-[18px]" />
              {t('library.newFolder')}
            </Button>
          ) : null}
          <Link to="/dashboard/archive" className={buttonClasses('quiet')}>
            <Archive aria-hidden className="size-[18px]" />
            <span className="max-sm:sr-only">{t('archive.title')}</span>
          </Link>
          <Link to="/dashboard/trash" className={buttonClasses('quiet')}>
            <Trash2 aria-hidden className="size-[18px]" />
            <span className="max-sm:sr-only">{t('library.trash')}</span>
          </Link>
        </div>
      </div>
      {isNaming ? (
        <NameDialog
          heading={t('library.newFolder')}
          label={t('library.folderName')}
          initial=""
          submit={t('library.create')}
          onName={(title) => makeFolder(title, id)}
          onClose={() => setNaming(false)}
        />
      ) : null}
    </header>
  )
}

async function makeFolder(title: string, parent_id: CollectionId | null): Promise<boolean> {
  try {
    const outcome = await call(createCollection, { body: { title, parent_id } })
    if (!outcome.ok) toasts.show({ text: t('library.folderGone'), tone: 'bad' })
    await queryClient.invalidateQueries({ queryKey: keys.collections })
    return outcome.ok
  } catch (error) {
    sayFailure(error)
    return false
  }
}
