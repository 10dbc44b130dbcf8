import type { Document } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Download, ScanText, Undo2 } from 'lucide-react'
import { FolderPath } from '../../shared/library/folder-path.tsx'
import { ago } from '../../shared/format/moments.ts'
import { setArchived, setTrashed } from '../../shared/library/actions.ts'
import { pathTo } from '../../shared/library/collection-tree.ts'
import { DocumentProgress } from '../../shared/library/document-progress.tsx'
import { collectionsQuery } from '../../shared/library/queries.ts'
import { readAgainEntries, readRest } from '../../shared/library/read-again.ts'
import { ShelfMenu } from '../../shared/library/shelf-menu.tsx'
import { useMay } from '../../shared/api/use-space.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { LazyMenu } from '../../shared/ui/lazy.tsx'
import { exportEntries } from './export-document.ts'

export function DocumentHeader({ document }: { document: Document }) {
  const collections = useQuery(collectionsQuery).data ?? []
  const may = useMay()
  const shelved = { kind: 'document', of: document } as const
  return (
    <header className="mb-8 grid gap-3">
      <FolderPath path={pathTo(collections, document.collection_id)} />
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="min-w-0 grow basis-72">
          <h1 className="text-34 wrap-anywhere">{document.title}</h1>
          <p className="mt-1 text-muted">
            {t(`document.kind.${document.kind}`)}
            {' · '}
            {t('library.pages', { count: document.page_count })}
            {' · '}
            {t('library.changed', { when: ago(document.updated_at) })}
          </p>
          <div className="max-w-72">
            <DocumentProgress document={document} />
            <ReadRest document={document} />
          </div>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <LazyMenu
            trigger={
              <Button>
                <Download aria-hidden className="size-[18px]" />
                {t('do.export')}
              </Button>
            }
            entries={exportEntries(document)}
          />
          {may('read pages') ? (
            <LazyMenu
              trigger={
                <Button>
                  <ScanText aria-hidden className="size-[18px]" />
                  {t('do.readAgain')}
                </Button>
              }
              entries={readAgainEntries({ kind: 'document', id: document.id })}
            />
          ) : null}
          <ShelfMenu shelved={shelved} label={t('document.actions')} />
        </div>
      </div>
      <PutAway document={document} />
      <Problems problems={document.problems} />
    </header>
  )
}

/** Says of a document that left the library where it lies, and brings it back. */
function PutAway({ document }: { document: Document }) {
  const may = useMay()
  const isArchived = document.archived_at !== null
  if (!document.is_trashed && !isArchived) return null
  const bringBack = document.is_trashed
    ? () => setTrashed({ kind: 'document', of: document }, false)
    : () => setArchived(document, false)
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-card border border-line bg-surface px-4 py-2">
      <p className="grow">{document.is_trashed ? t('document.inTrash') : t('archive.inArchiveText')}</p>
      {may('change documents') ? (
        <Button look="link" onClick={() => void bringBack()}>
          <Undo2 aria-hidden className="size-[18px]" />
          {document.is_trashed ? t('do.restore') : t('archive.bringBack')}
        </Button>
      ) : null}
    </div>
  )
}

/** Pages that no reader was asked about, since their import was told to leave them or the plan had none left. */
function ReadRest({ document }: { document: Document }) {
  const { skipped, waiting_for_quota: waiting } = document.progress
  const mayRead = useMay()('read pages')
  if (skipped + waiting === 0 || !mayRead) return null
  return (
    <Button className="mt-2" onClick={() => void readRest(document.id)}>
      {t('quota.readRest')}
    </Button>
  )
}

/** What the server could not make sense of; its bytes are kept all the same. */
function Problems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null
  return (
    <section className="rounded-card border border-line bg-surface px-4 py-3">
      <h2 className="text-17">{t('document.problems')}</h2>
      <ul className="mt-1 list-disc pl-5">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <p className="mt-1 text-13 text-muted">{t('document.problemsKept')}</p>
    </section>
  )
}
