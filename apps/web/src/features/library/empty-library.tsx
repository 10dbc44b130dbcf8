import { addDemo } from '@kinfolio/contracts'
import type { CollectionId } from '@kinfolio/contracts'
import { Folder, FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { useMay } from '../../shared/api/use-space.ts'
import { chooseFiles } from '../../shared/intake/choose-files.ts'
import { intake } from '../../shared/intake/intake.ts'
import { t } from '../../shared/messages/messages.ts'
import { BlankSheets } from '../../shared/ui/blank-sheets.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Empty } from '../../shared/ui/notes.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'

/** The first thing an owner sees: what belongs here, and one step to it. */
export function EmptyLibrary() {
  const [isAdding, setAdding] = useState(false)
  const mayAdd = useMay()('import files')
  async function add(): Promise<void> {
    setAdding(true)
    await addTheDemo()
    setAdding(false)
  }
  return (
    <div className="rounded-card border-2 border-dashed border-line">
      <Empty
        icon={<BlankSheets />}
        title={mayAdd ? t('library.emptyTitle') : t('library.emptyLookTitle')}
        text={mayAdd ? t('library.emptyText') : t('library.emptyLookText')}
      >
        {mayAdd ? <Choosers id={null} /> : null}
      </Empty>
      {mayAdd ? (
        <div className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 border-t border-line px-4 py-4 text-center text-muted">
          <p>{t('library.demoText')}</p>
          <Button look="link" disabled={isAdding} onClick={() => void add()}>
            {isAdding ? t('library.addingDemo') : t('library.addDemo')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

export function EmptyFolder({ id }: { id: CollectionId }) {
  const mayAdd = useMay()('import files')
  return (
    <Empty
      icon={<FolderOpen aria-hidden className="size-10" />}
      title={t('library.emptyFolderTitle')}
      text={mayAdd ? t('library.emptyFolderText') : t('library.emptyLookText')}
    >
      {mayAdd ? <Choosers id={id} /> : null}
    </Empty>
  )
}

function Choosers({ id }: { id: CollectionId | null }) {
  const choose = (isFolder: boolean): void =>
    void chooseFiles({ isFolder }).then((files) => intake.hand(files, { collectionId: id }), sayFailure)
  return (
    <>
      <Button look="primary" onClick={() => choose(false)}>
        {t('upload.chooseFiles')}
      </Button>
      <Button onClick={() => choose(true)}>
        <Folder aria-hidden className="size-[18px]" />
        {t('upload.chooseFolder')}
      </Button>
    </>
  )
}

async function addTheDemo(): Promise<void> {
  try {
    const outcome = await call(addDemo)
    if (outcome.ok) toasts.show({ text: t('library.demoAdded') })
    else toasts.show({ text: t('library.demoFull'), tone: 'bad' })
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: keys.documents }),
      queryClient.invalidateQueries({ queryKey: keys.collections }),
    ])
  } catch (error) {
    sayFailure(error)
  }
}
