import type { CollectionId } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { BookOpen, Folder } from 'lucide-react'
import { t } from '../messages/messages.ts'
import { LazyDialog } from '../ui/lazy.tsx'
import { FailureNote, Loading } from '../ui/notes.tsx'
import { moveTo, parentOf } from './actions.ts'
import type { Shelved } from './actions.ts'
import { moveTargets } from './collection-tree.ts'
import { collectionsQuery } from './queries.ts'

/** Chooses the folder that a document or folder moves into. */
export function MoveDialog({ shelved, onClose }: { shelved: Shelved; onClose: () => void }) {
  const { data, error, isPending } = useQuery(collectionsQuery)
  const here = parentOf(shelved)
  const moved = shelved.kind === 'collection' ? shelved.of.id : null
  async function choose(target: CollectionId | null): Promise<void> {
    if (await moveTo(shelved, target)) onClose()
  }
  return (
    <LazyDialog title={t('library.moveTitle', { title: shelved.of.title })} onClose={onClose}>
      {isPending ? <Loading /> : null}
      {error === null ? null : <FailureNote error={error} />}
      <ul className="grid">
        <TargetRow title={t('library.moveTop')} depth={0} isHere={here === null} onChoose={() => void choose(null)} />
        {moveTargets(data ?? [], moved).map(({ collection, depth }) => (
          <TargetRow
            key={collection.id}
            title={collection.title}
            depth={depth + 1}
            isHere={here === collection.id}
            onChoose={() => void choose(collection.id)}
          />
        ))}
      </ul>
    </LazyDialog>
  )
}

type TargetRowProps = { title: string; depth: number; isHere: boolean; onChoose: () => void }

function TargetRow({ title, depth, isHere, onChoose }: TargetRowProps) {
  const Icon = depth === 0 ? BookOpen : Folder
  return (
    <li>
      <button
        type="button"
        disabled={isHere}
        onClick={onChoose}
        style={{ paddingInlineStart: `${0.75 + depth * 1.25}rem` }}
        className="flex min-h-11 w-full items-center gap-3 rounded-small pr-3 text-left hover:bg-accent-soft disabled:text-muted disabled:hover:bg-transparent"
      >
        <Icon aria-hidden className="size-5 shrink-0 text-muted" />
        <span className="min-w-0 truncate">{title}</span>
      </button>
    </li>
  )
}
