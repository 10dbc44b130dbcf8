import type { CollectionId } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { File, Folder } from 'lucide-react'
import { useState } from 'react'
import { chooseFiles } from '../../shared/intake/choose-files.ts'
import { intake } from '../../shared/intake/intake.ts'
import type { PickedFile } from '../../shared/intake/picked-file.ts'
import { t } from '../../shared/messages/messages.ts'
import { usageQuery } from '../../shared/quotas/queries.ts'
import { Button } from '../../shared/ui/button.tsx'
import { LazyDialog } from '../../shared/ui/lazy.tsx'
import { LARGE_UPLOAD_FILES, limitWished, offeredLimit, type ReadLimit } from './read-limit.ts'
import { ReadLimitField } from './read-limit-field.tsx'

/**
 * Files and folders need a chooser each: no browser offers both in one. Where the plan has a limit, or so many files were
 * chosen that reading them all takes long, the newest pages alone may be read now.
 */
export function AddDialog({ collectionId, onClose }: { collectionId: CollectionId | null; onClose: () => void }) {
  const { data } = useQuery(usageQuery)
  const pages = data?.usage.find(({ kind }) => kind === 'pages_read')
  const [said, setSaid] = useState<ReadLimit | null>(null)
  const [waiting, setWaiting] = useState<readonly PickedFile[]>([])
  const limit = said ?? offeredLimit(pages)
  const wish = limitWished(limit)
  const isPlanLimited = pages !== undefined && pages.limit !== null

  function hand(files: readonly PickedFile[]): void {
    if (wish === undefined || files.length === 0) return
    intake.hand(files, { collectionId, readPagesMax: wish })
    onClose()
  }
  async function choose(isFolder: boolean): Promise<void> {
    const files = await chooseFiles({ isFolder })
    if (!isPlanLimited && files.length >= LARGE_UPLOAD_FILES) setWaiting(files)
    else hand(files)
  }
  const field = <ReadLimitField limit={limit} pages={pages} onChange={setSaid} />
  if (waiting.length > 0)
    return (
      <LazyDialog title={t('nav.add')} onClose={onClose}>
        <p>{t('quota.largeUpload', { count: waiting.length })}</p>
        {field}
        <Button look="primary" className="mt-5" disabled={wish === undefined} onClick={() => hand(waiting)}>
          {t('quota.largeUploadAdd')}
        </Button>
      </LazyDialog>
    )
  return (
    <LazyDialog title={t('nav.add')} onClose={onClose}>
      <p className="mb-4 text-muted">{t('library.emptyText')}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        <Button look="primary" disabled={wish === undefined} onClick={() => void choose(false)}>
          <File aria-hidden className="size-5" />
          {t('upload.chooseFiles')}
        </Button>
        <Button disabled={wish === undefined} onClick={() => void choose(true)}>
          <Folder aria-hidden className="size-5" />
          {t('upload.chooseFolder')}
        </Button>
      </div>
      {isPlanLimited ? field : null}
    </LazyDialog>
  )
}
