import { exportAudit, exportMyAudit, mayDo } from '@kinfolio/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Download, Footprints } from 'lucide-react'
import { useState } from 'react'
import { fetchFile } from '../../shared/api/client.ts'
import { useSpace } from '../../shared/api/use-space.ts'
import { t } from '../../shared/messages/messages.ts'
import { saveResponse } from '../../shared/save-file.ts'
import { Button } from '../../shared/ui/button.tsx'
import { MoreBelow } from '../../shared/ui/more-below.tsx'
import { Empty, FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { SettingsPage } from '../../shared/ui/settings-page.tsx'
import { toasts } from '../../shared/ui/toasts.ts'
import { ActivityFilters } from './activity-filters.tsx'
import { ActivityRow } from './activity-row.tsx'
import { activityQuery, ANYTHING, filterQuery, type Asked, type Whose } from './activity-query.ts'

/** What happened in the space, for its owners, and to one's own account. */
export function ActivityScreen() {
  const role = useSpace()?.role
  const isOwner = role !== undefined && mayDo(role, 'read the audit log')
  const [chosen, choose] = useState<Whose>()
  const [asked, setAsked] = useState<Asked>(ANYTHING)
  const whose = chosen ?? (isOwner ? 'space' : 'me')
  return (
    <SettingsPage title={t('activity.title')} text={t('activity.text')}>
      {isOwner ? <WhoseLog whose={whose} onChoose={choose} /> : null}
      <ActivityFilters whose={whose} asked={asked} onAsk={setAsked} />
      {role === undefined ? <Loading /> : <ActivityList whose={whose} asked={asked} />}
    </SettingsPage>
  )
}

function WhoseLog({ whose, onChoose }: { whose: Whose; onChoose: (whose: Whose) => void }) {
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="sr-only">{t('activity.title')}</legend>
      {(['space', 'me'] as const).map((choice) => (
        <label
          key={choice}
          className="flex min-h-11 items-center gap-2 rounded-card border border-field-line px-3 has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name="whose"
            checked={whose === choice}
            onChange={() => onChoose(choice)}
            className="size-4 accent-accent"
          />
          {choice === 'space' ? t('activity.ofSpace') : t('activity.ofMe')}
        </label>
      ))}
    </fieldset>
  )
}

function ActivityList({ whose, asked }: { whose: Whose; asked: Asked }) {
  const list = useInfiniteQuery(activityQuery(whose, asked))
  if (list.error !== null && list.data === undefined)
    return <FailureNote error={list.error} onRetry={() => void list.refetch()} />
  if (list.isPending) return <Loading />
  const entries = list.data.pages.flatMap((page) => page.entries)
  if (entries.length === 0)
    return (
      <Empty
        icon={<Footprints aria-hidden className="size-10" />}
        title={t('activity.emptyTitle')}
        text={t('activity.emptyText')}
      />
    )
  return (
    <div className="grid gap-3">
      <Button className="justify-self-end" onClick={() => void take(whose, asked)}>
        <Download aria-hidden className="size-[18px]" />
        {t('activity.exportCsv')}
      </Button>
      <ol className="divide-y divide-line rounded-card border border-line bg-surface">
        {entries.map((entry) => (
          <ActivityRow key={entry.id} entry={entry} />
        ))}
      </ol>
      <MoreBelow hasMore={list.hasNextPage} onMore={() => (list.isFetching ? undefined : void list.fetchNextPage())} />
    </div>
  )
}

async function take(whose: Whose, asked: Asked): Promise<void> {
  try {
    const query = { ...filterQuery(asked), as: 'csv' as const }
    const response = await (whose === 'space' ? fetchFile(exportAudit, { query }) : fetchFile(exportMyAudit, { query }))
    toasts.show({ text: t('document.exported', { name: await saveResponse(response, 'kinfolio-activity.csv') }) })
  } catch (error) {
    sayFailure(error)
  }
}
