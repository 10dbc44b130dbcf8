import { mayDo } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useSpace } from '../../shared/api/use-space.ts'
import { eraseAll } from '../../shared/library/erase.ts'
import { retentionQuery } from '../../shared/library/retention.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'

/** Says how long things stay in the trash, and empties it for those who may. */
export function TrashKeeping({ hasSomething }: { hasSomething: boolean }) {
  const { data } = useQuery(retentionQuery)
  const role = useSpace()?.role
  const [isAsking, setAsking] = useState(false)
  const mayEmpty = hasSomething && role !== undefined && mayDo(role, 'delete for good')
  return (
    <div className="mt-1 flex flex-wrap items-center justify-between gap-3">
      <p className="text-muted">
        {data === undefined
          ? null
          : data.trash_days === null
            ? t('trash.keptForever')
            : t('trash.kept', { days: data.trash_days })}
      </p>
      {mayEmpty ? (
        <Button onClick={() => setAsking(true)}>
          <Trash2 aria-hidden className="size-[18px]" />
          {t('trash.empty')}
        </Button>
      ) : null}
      {isAsking ? (
        <ConfirmDialog
          title={t('trash.emptyTitle')}
          text={t('trash.emptyAllText')}
          submit={t('trash.emptyNow')}
          onConfirm={eraseAll}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </div>
  )
}
