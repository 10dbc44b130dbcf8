import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Search, SearchX } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Empty, FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { SearchFields } from './search-fields.tsx'
import { SearchResults } from './search-results.tsx'
import { searchQuery, useDebounced } from './use-search.ts'
import type { SearchFilters } from './asked-for.ts'

/** Finds words on every page. What is asked stands in the address, so that it can be kept and gone back to. */
export function SearchScreen() {
  const { q = '', ...filters } = useSearch({ from: '/frame/dashboard/search' })
  const [typed, setTyped] = useState(q)
  const asked = useDebounced(typed)
  useAddress(asked, filters)
  useTitle(t('search.title'))
  const results = useInfiniteQuery(searchQuery(asked, filters))

  return (
    <div className="mx-auto max-w-4xl px-4 py-6 md:px-8 md:py-8">
      <h1 className="mb-4 text-34">{t('search.title')}</h1>
      <SearchFields typed={typed} onType={setTyped} filters={filters} />
      {asked.trim() === '' ? (
        <Empty
          icon={<Search aria-hidden className="size-10" />}
          title={t('search.startTitle')}
          text={t('search.startText')}
        />
      ) : results.error !== null ? (
        <FailureNote error={results.error} onRetry={() => void results.refetch()} />
      ) : results.data === undefined ? (
        <Loading />
      ) : results.data.pages[0]?.results.length === 0 ? (
        <Empty
          icon={<SearchX aria-hidden className="size-10" />}
          title={t('search.noneTitle', { query: asked })}
          text={t('search.noneText')}
        />
      ) : (
        <SearchResults
          lists={results.data.pages}
          hasMore={results.hasNextPage}
          onMore={() => (results.isFetching ? undefined : void results.fetchNextPage())}
        />
      )}
    </div>
  )
}

function useAddress(asked: string, filters: SearchFilters): void {
  const navigate = useNavigate()
  const keep = useEffectEvent((q: string) => {
    void navigate({ to: '/dashboard/search', search: { ...filters, ...(q === '' ? {} : { q }) }, replace: true })
  })
  useEffect(() => keep(asked), [asked])
}
