import { Archive, ArchiveRestore, Ellipsis, FolderInput, Pencil, Trash2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { Document } from '@kinfolio/contracts'
import type { MenuEntry } from '../ui/menu.tsx'
import { t } from '../messages/messages.ts'
import { IconButton } from '../ui/button.tsx'
import { LazyMenu } from '../ui/lazy.tsx'
import { useMay } from '../api/use-space.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { erase } from './erase.ts'
import { rename, setArchived, setTrashed } from './actions.ts'
import type { Shelved } from './actions.ts'
import { MoveDialog } from './move-dialog.tsx'
import { NameDialog } from './name-dialog.tsx'

type ShelfMenuProps = { shelved: Shelved; label: string; more?: readonly MenuEntry[] }

/** What can be done with a document or folder wherever it is shown. */
export function ShelfMenu({ shelved, label, more = [] }: ShelfMenuProps) {
  const [asking, setAsking] = useState<'nothing' | 'name' | 'place' | 'erase'>('nothing')
  const may = useMay()
  const mayChange = may(shelved.kind === 'document' ? 'change documents' : 'change folders')
  const close = (): void => setAsking('nothing')
  const icon = 'size-[18px] text-muted'
  const inTrash: MenuEntry[] = [
    {
      kind: 'action',
      label: t('do.restore'),
      icon: <Undo2 aria-hidden className={icon} />,
      run: () => void setTrashed(shelved, false),
    },
    ...(may('delete for good')
      ? [
          {
            kind: 'action' as const,
            label: t('trash.erase'),
            beginsGroup: true,
            icon: <Trash2 aria-hidden className={icon} />,
            run: () => setAsking('erase'),
          },
        ]
      : []),
  ]
  const onShelf: MenuEntry[] = [
    ...more,
    {
      kind: 'action',
      label: t('do.rename'),
      icon: <Pencil aria-hidden className={icon} />,
      run: () => setAsking('name'),
    },
    {
      kind: 'action',
      label: t('do.move'),
      icon: <FolderInput aria-hidden className={icon} />,
      run: () => setAsking('place'),
    },
    ...(shelved.kind === 'document' ? [archiveEntry(shelved.of, icon)] : []),
    {
      kind: 'action',
      label: t('do.trash'),
      beginsGroup: true,
      icon: <Trash2 aria-hidden className={icon} />,
      run: () => void setTrashed(shelved, true),
    },
  ]
  if (!mayChange) return null
  return (
    <>
      <LazyMenu
        trigger={<IconButton label={label} icon={<Ellipsis aria-hidden className="size-5" />} />}
        entries={shelved.of.is_trashed ? inTrash : onShelf}
      />
      {asking === 'name' ? (
        <NameDialog
          heading={t('library.renameTitle')}
          label={t('library.newTitle')}
          initial={shelved.of.title}
          submit={t('do.rename')}
          onName={(title) => rename(shelved, title)}
          onClose={close}
        />
      ) : null}
      {asking === 'erase' ? (
        <ConfirmDialog
          title={t('trash.eraseTitle', { title: shelved.of.title })}
          text={t('trash.eraseText')}
          submit={t('trash.eraseNow')}
          onConfirm={() => erase(shelved)}
          onClose={close}
        />
      ) : null}
      {asking === 'place' ? <MoveDialog shelved={shelved} onClose={close} /> : null}
    </>
  )
}

function archiveEntry(document: Document, icon: string): MenuEntry {
  const isArchived = document.archived_at !== null
  const Icon = isArchived ? ArchiveRestore : Archive
  return {
    kind: 'action',
    label: isArchived ? t('archive.bringBack') : t('archive.put'),
    icon: <Icon aria-hidden className={icon} />,
    run: () => void setArchived(document, !isArchived),
  }
}
