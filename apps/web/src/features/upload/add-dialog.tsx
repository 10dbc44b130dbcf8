import type { CollectionId } from '@kinfolio/contracts'
import { File, Folder } from 'lucide-react'
import { chooseFiles } from '../../shared/intake/choose-files.ts'
import { intake } from '../../shared/intake/intake.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { LazyDialog } from '../../shared/ui/lazy.tsx'

/** Files and folders need a chooser each: no browser offers both in one. */
export function AddDialog({ collectionId, onClose }: { collectionId: CollectionId | null; onClose: () => void }) {
  async function choose(isFolder: boolean): Promise<void> {
    const files = await chooseFiles({ isFolder })
    intake.hand(files, collectionId)
    if (files.length > 0) onClose()
  }
  return (
    <LazyDialog title={t('nav.add')} onClose={onClose}>
      <p className="mb-4 text-muted">{t('library.emptyText')}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        <Button look="primary" onClick={() => void choose(false)}>
          <File aria-hidden className="size-5" />
          {t('upload.chooseFiles')}
        </Button>
        <Button onClick={() => void choose(true)}>
          <Folder aria-hidden className="size-5" />
          {t('upload.chooseFolder')}
        </Button>
      </div>
    </LazyDialog>
  )
}
