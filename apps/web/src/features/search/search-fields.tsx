import { SEARCH_QUERY_MAX_LENGTH } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { moveTargets } from '../../shared/library/collection-tree.ts'
import { collectionsQuery } from '../../shared/library/queries.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Field, INPUT_CLASSES, TextField } from '../../shared/ui/field.tsx'
import type { SearchFilters } from './asked-for.ts'

type SearchFieldsProps = { typed: string; onType: (typed: string) => void; filters: SearchFilters }

export function SearchFields({ typed, onType, filters }: SearchFieldsProps) {
  const navigate = useNavigate()
  const hasFilters = Object.values(filters).some((value) => value !== undefined && value !== '')
  function filter(change: SearchFilters): void {
    const kept = Object.entries({ ...filters, ...change }).filter(([, value]) => value !== undefined && value !== '')
    void navigate({
      to: '/dashboard/search',
      search: ({ q }) => ({ ...(q === undefined ? {} : { q }), ...Object.fromEntries(kept) }),
      replace: true,
    })
  }
  return (
    <search className="mb-6 grid gap-4">
      <div className="relative">
        <Search aria-hidden className="absolute top-1/2 left-3.5 size-5 -translate-y-1/2 text-muted" />
        <input
          type="search"
          autoFocus
          aria-label={t('search.field')}
          placeholder={t('search.placeholder')}
          maxLength={SEARCH_QUERY_MAX_LENGTH}
          value={typed}
          onChange={(event) => onType(event.target.value)}
          className={`${INPUT_CLASSES} min-h-13 pl-11 text-20`}
        />
      </div>
      <div className="grid grid-cols-2 items-end gap-x-2 gap-y-3 sm:grid-cols-[1fr_auto_auto_auto]">
        <div className="col-span-2 sm:col-span-1">
          <FolderField value={filters.in ?? ''} onChoose={(folder) => filter({ in: folder })} />
        </div>
        <TextField
          label={t('search.from')}
          type="date"
          className={DATE_CLASSES}
          value={filters.from ?? ''}
          onChange={(event) => filter({ from: event.target.value })}
        />
        <TextField
          label={t('search.to')}
          type="date"
          className={DATE_CLASSES}
          value={filters.to ?? ''}
          onChange={(event) => filter({ to: event.target.value })}
        />
        {hasFilters ? (
          <Button look="quiet" onClick={() => filter({ in: undefined, from: undefined, to: undefined })}>
            {t('search.clearFilters')}
          </Button>
        ) : null}
      </div>
    </search>
  )
}

/** Two dates stand side by side on a phone. */
const DATE_CLASSES = `${INPUT_CLASSES} max-sm:px-2 max-sm:text-15`

function FolderField({ value, onChoose }: { value: string; onChoose: (folder: string) => void }) {
  const collections = useQuery(collectionsQuery).data ?? []
  return (
    <Field
      label={t('search.folder')}
      renderControl={(wiring) => (
        <select {...wiring} value={value} onChange={(event) => onChoose(event.target.value)} className={INPUT_CLASSES}>
          <option value="">{t('search.anyFolder')}</option>
          {moveTargets(collections, null).map(({ collection, depth }) => (
            <option key={collection.id} value={collection.id}>
              {'\u2003'.repeat(depth)}
              {collection.title}
            </option>
          ))}
        </select>
      )}
    />
  )
}
