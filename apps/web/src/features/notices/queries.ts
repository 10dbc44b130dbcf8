import { getNoticePreferences, listMails, listNotices } from '@kinfolio/contracts'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'

const NOTICES_PER_LIST = 50
const noCursor: string | null = null

/** How many notices are unread; a live event asks again. */
export const unreadQuery = queryOptions({
  queryKey: [...keys.notices, 'unread'],
  queryFn: async ({ signal }) => (await ask(listNotices, { query: { limit: 1 }, signal })).unread,
})

export function noticesQuery() {
  return infiniteQueryOptions({
    queryKey: [...keys.notices, 'list'],
    queryFn: ({ signal, pageParam }) =>
      ask(listNotices, { query: { cursor: pageParam ?? undefined, limit: NOTICES_PER_LIST }, signal }),
    initialPageParam: noCursor,
    getNextPageParam: (last) => last.next_cursor,
  })
}

export const preferencesQuery = queryOptions({
  queryKey: [...keys.account, 'notice-preferences'],
  queryFn: ({ signal }) => ask(getNoticePreferences, { signal }),
})

export const mailsQuery = queryOptions({
  queryKey: [...keys.notices, 'mails'],
  queryFn: ({ signal }) => ask(listMails, { query: { limit: NOTICES_PER_LIST }, signal }),
})
