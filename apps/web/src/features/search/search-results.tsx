import type { AnswerOf, search, SearchResult } from '@kinfolio/contracts'
import { Link } from '@tanstack/react-router'
import { FileText } from 'lucide-react'
import { t } from '../../shared/messages/messages.ts'
import { MoreBelow } from '../../shared/ui/more-below.tsx'
import { folderOf, wordsToLight } from './hit-words.ts'
import { Snippet } from './snippet.tsx'

type Lists = readonly AnswerOf<typeof search>[]
type SearchResultsProps = { lists: Lists; hasMore: boolean; onMore: () => void }

/** What was found, by document; each hit leads to its page with the word lit on the ink. */
export function SearchResults({ lists, hasMore, onMore }: SearchResultsProps) {
  const first = lists[0]
  if (first === undefined) return null
  return (
    <div>
      <output className="block text-muted">
        {t('search.results', { count: first.total_results, query: first.query })}
      </output>
      <Corrected answer={first} />
      <ol className="mt-4 grid gap-6">
        {lists
          .flatMap((list) => list.results)
          .map((result) => (
            <li key={result.document_id}>
              <Result result={result} />
            </li>
          ))}
      </ol>
      <MoreBelow hasMore={hasMore} onMore={onMore} />
    </div>
  )
}

function Corrected({ answer }: { answer: AnswerOf<typeof search> }) {
  if (answer.search_mode === 'exact') return null
  const either = new Intl.ListFormat('en', { type: 'disjunction' })
  return answer.corrected.map(({ from, to }) => (
    <p key={from} className="mt-1">
      {t('search.corrected', { from, to: either.format(to.map((word) => `“${word}”`)) })}
    </p>
  ))
}

function Result({ result }: { result: SearchResult }) {
  const left = result.total_matched_pages - result.matched_pages.length
  return (
    <article className="rounded-card border border-line bg-surface">
      <header className="flex flex-wrap items-baseline gap-x-3 px-4 pt-3">
        <h2 className="text-20 wrap-anywhere">
          <Link
            to="/dashboard/documents/$id"
            params={{ id: result.document_id }}
            className="underline-offset-4 hover:underline"
          >
            {result.visible_name}
          </Link>
        </h2>
        {result.name_match ? <span className="text-13 text-accent">{t('search.inTitle')}</span> : null}
        {result.is_archived ? <span className="text-13 text-muted">{t('archive.inArchive')}</span> : null}
        <p className="basis-full truncate text-13 text-muted">{folderOf(result)}</p>
      </header>
      <ul className="p-2">
        {result.matched_pages.map((hit) => (
          <li key={hit.page_id}>
            <Link
              to="/dashboard/documents/$id/pages/$number"
              params={{ id: result.document_id, number: String(hit.page_number) }}
              search={{ q: wordsToLight(hit.snippet) }}
              className="grid min-h-11 grid-cols-[auto_1fr] items-baseline gap-3 rounded-small px-2 py-2 hover:bg-accent-soft"
            >
              <span className="flex items-center gap-1.5 text-13 whitespace-nowrap text-muted">
                <FileText aria-hidden className="size-4" />
                {t('document.page', { number: hit.page_number })}
              </span>
              <span className="font-reading text-17 wrap-anywhere">
                <Snippet snippet={hit.snippet} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {left > 0 ? <p className="px-4 pb-3 text-13 text-muted">{t('search.morePages', { count: left })}</p> : null}
    </article>
  )
}
