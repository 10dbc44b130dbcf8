import { listAudit, listMyAudit } from '@kinfolio/contracts'
import type { AuditAction, UserId } from '@kinfolio/contracts'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'

export type Whose = 'space' | 'me'
/** What is looked for; days as date fields have them, empty for any. */
export type Asked = { action: AuditAction | ''; by: UserId | ''; from: string; to: string }
export const ANYTHING: Asked = { action: '', by: '', from: '', to: '' }

const DAY_MS = 86_400_000

/** Days are whole days of the person's own clock, the last one included. */
export function filterQuery({ action, by, from, to }: Asked) {
  return {
    ...(action === '' ? {} : { action }),
    ...(by === '' ? {} : { by }),
    ...(from === '' ? {} : { from: startOf(from).toISOString() }),
    ...(to === '' ? {} : { to: new Date(startOf(to).getTime() + DAY_MS).toISOString() }),
  }
}

function startOf(day: string): Date {
  return new Date(`${day}T00:00:00`)
}

const noCursor: string | null = null

export function activityQuery(whose: Whose, asked: Asked) {
  return infiniteQueryOptions({
    queryKey: [...keys.activity, whose, asked],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...filterQuery(asked), cursor: pageParam ?? undefined }
      return whose === 'space' ? ask(listAudit, { query, signal }) : ask(listMyAudit, { query, signal })
    },
    initialPageParam: noCursor,
    getNextPageParam: (last) => last.next_cursor,
  })
}
