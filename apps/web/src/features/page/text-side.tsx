import type { Page, PageText } from '@kinfolio/contracts'
import type { UseQueryResult } from '@tanstack/react-query'
import { memo } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { CorrectText } from './correct-text.tsx'
import type { FoundWord } from './find-words.ts'
import { FoundNote } from './found-note.tsx'
import type { Lit } from './lit.ts'
import { ReadingNote } from './reading-note.tsx'
import { TextActions } from './text-actions.tsx'
import { TextLines } from './text-lines.tsx'

type TextSideProps = {
  page: Page
  text: UseQueryResult<PageText>
  query: string
  found: readonly FoundWord[]
  lit: Lit
  onLit: (lit: Lit) => void
  isCorrecting: boolean
  onCorrecting: (isCorrecting: boolean) => void
}

/**
 * The page's words beside its ink: who read them, how sure they are, and the means to set them right. Left as it is while the
 * sheet is zoomed, which happens in every frame.
 */
export const TextSide = memo(function TextSide({
  page,
  text,
  query,
  found,
  lit,
  onLit,
  isCorrecting,
  onCorrecting,
}: TextSideProps) {
  return (
    <section
      aria-label={t('page.text')}
      className="flex min-h-0 flex-col gap-3 overflow-y-auto border-line bg-surface px-4 py-4 md:border-l md:px-5"
    >
      {query === '' ? null : <FoundNote page={page} query={query} count={found.length} />}
      {text.isPending ? <Loading /> : null}
      {text.error === null || text.data !== undefined ? null : (
        <FailureNote error={text.error} onRetry={() => void text.refetch()} />
      )}
      {text.data === undefined ? null : isCorrecting ? (
        <CorrectText text={text.data} onLit={onLit} onDone={() => onCorrecting(false)} />
      ) : (
        <>
          <TextActions text={text.data} onCorrect={() => onCorrecting(true)} />
          <TextLines page={page} text={text.data} found={found} lit={lit} onLit={onLit} />
          <ReadingNote reading={text.data.reading} />
          <PageProblems problems={page.problems} />
        </>
      )}
    </section>
  )
})

function PageProblems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null
  return (
    <section className="border-t border-line pt-3">
      <h2 className="text-17">{t('page.problems')}</h2>
      <ul className="mt-1 list-disc pl-5 text-15">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <p className="mt-1 text-13 text-muted">{t('document.problemsKept')}</p>
    </section>
  )
}
