import { listReadings } from '@kinfolio/contracts'
import type { PageId, ReadingSummary } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { useMay } from '../../shared/api/use-space.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { readingWords } from './reading-words.ts'
import { bringBack } from './restore.ts'

/** Every reading a page ever had, newest first; any of them can be brought back. */
export function ReadingHistory({ pageId, onClose }: { pageId: PageId; onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.readings(pageId),
    queryFn: ({ signal }) => ask(listReadings, { params: { page_id: pageId }, signal }),
  })
  return (
    <Dialog title={t('page.history')} onClose={onClose} size="wide">
      <p className="mb-3 text-muted">{t('page.historyText')}</p>
      {isPending ? <Loading /> : null}
      {error === null ? null : <FailureNote error={error} onRetry={() => void refetch()} />}
      <ol className="grid gap-3">
        {data?.readings.map((reading) => (
          <Reading key={reading.id} reading={reading} onRestore={() => void bringBack(pageId, reading.id)} />
        ))}
      </ol>
    </Dialog>
  )
}

function Reading({ reading, onRestore }: { reading: ReadingSummary; onRestore: () => void }) {
  const mayRestore = useMay()('correct a page')
  return (
    <li className="rounded-card border border-line px-4 py-2">
      <div className="flex min-h-11 items-center gap-3">
        <p className="grow text-13 text-muted">{readingWords(reading)}</p>
        {reading.is_current ? (
          <span className="flex items-center gap-1 text-13 text-good">
            <Check aria-hidden className="size-3.5" />
            {t('page.current')}
          </span>
        ) : mayRestore ? (
          <Button look="link" onClick={onRestore}>
            {t('page.restoreReading')}
          </Button>
        ) : null}
      </div>
      <p className="mb-2 line-clamp-4 font-reading text-15 whitespace-pre-line">
        {reading.outcome === 'read' ? reading.text : t(`reading.${reading.outcome}`)}
      </p>
    </li>
  )
}
