import { useQuery } from '@tanstack/react-query'
import { daysLeft } from '../format/days.ts'
import { t } from '../messages/messages.ts'
import { retentionQuery } from './retention.ts'

/** How long something still lies in the trash. */
export function TrashTime({ since }: { since: string }) {
  const { data } = useQuery(retentionQuery)
  if (data === undefined || data.trash_days === null) return null
  return <>{t('trash.left', { days: daysLeft({ since, days: data.trash_days }) })}</>
}
