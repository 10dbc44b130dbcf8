import type { PageText } from '@kinfolio/contracts'
import { Plus, Undo2 } from 'lucide-react'
import { useReducer, useState } from 'react'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { correctedLines, edit, startEditing } from './edit-lines.ts'
import { LineField } from './line-field.tsx'
import type { Lit } from './lit.ts'
import { saveCorrection } from './save-correction.ts'
import type { SaveFailure } from './save-correction.ts'
import { pageTextQuery } from './use-page.ts'

type CorrectTextProps = { text: PageText; onLit: (lit: Lit) => void; onDone: () => void }

/** The text to be set right by hand, line by line, with its ink lit beside it. */
export function CorrectText({ text, onLit, onDone }: CorrectTextProps) {
  const [editing, change] = useReducer(edit, text.lines, startEditing)
  // The version the person saw when they began; a newer one is taken only after they have been told.
  const [version, setVersion] = useState(text.page.version)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<SaveFailure | null>(null)

  async function save(): Promise<void> {
    setBusy(true)
    const failed = await saveCorrection({ text, version, lines: correctedLines(editing) })
    setBusy(false)
    setFailure(failed)
    if (failed === null) onDone()
  }
  // Nobody can save meanwhile: it would name the version that was just refused, and its refusal would go unseen.
  async function takeNewPage(): Promise<void> {
    setBusy(true)
    try {
      const { page } = await queryClient.fetchQuery({ ...pageTextQuery(text.page.id), staleTime: 0 })
      await queryClient.invalidateQueries({ queryKey: keys.pages(page.document_id) })
      setVersion(page.version)
      setFailure(null)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <h2 className="text-20">{t('page.correct')}</h2>
      <p className="text-13 text-muted">{t('page.correctHint')}</p>
      <div className="grid gap-1.5">
        {editing.lines.map((line, index) => (
          <LineField
            key={line.key}
            line={line}
            number={index + 1}
            focusAt={editing.focus?.key === line.key ? editing.focus.at : null}
            change={change}
            onFocus={() => onLit(lineOf(text, line.box))}
            onLeave={onDone}
          />
        ))}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button look="quiet" onClick={() => change({ kind: 'add' })}>
          <Plus aria-hidden className="size-[18px]" />
          {t('page.addLine')}
        </Button>
        <Button look="quiet" disabled={editing.past.length === 0} onClick={() => change({ kind: 'undo' })}>
          <Undo2 aria-hidden className="size-[18px]" />
          {t('do.undo')}
        </Button>
      </div>
      {failure === null ? null : <Conflict failure={failure} onTakeNewPage={() => void takeNewPage()} />}
      <div className="sticky bottom-0 -mx-4 -mb-4 flex justify-end gap-2 border-t border-line bg-surface px-4 py-3 md:-mx-5 md:px-5">
        <Button onClick={onDone}>{t('do.cancel')}</Button>
        <Button type="submit" look="primary" disabled={isBusy}>
          {isBusy ? t('page.saving') : t('do.save')}
        </Button>
      </div>
    </form>
  )
}

function Conflict({ failure, onTakeNewPage }: { failure: SaveFailure; onTakeNewPage: () => void }) {
  return (
    <Alert>
      {failure.isConflict ? <p className="font-medium">{t('page.changedTitle')}</p> : null}
      <p>{failure.text}</p>
      {failure.isConflict ? (
        <Button className="mt-2" onClick={onTakeNewPage}>
          {t('page.changedLoad')}
        </Button>
      ) : null}
    </Alert>
  )
}

function lineOf(text: PageText, box: PageText['lines'][number]['box'] | null): Lit {
  const line = text.lines.findIndex((candidate) => candidate.box === box)
  return line < 0 ? null : { line, word: null }
}
