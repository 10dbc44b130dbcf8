import {
  type AnswerInputOf,
  invalidRequest,
  type listNotices as listNoticesRoute,
  type Notice,
  noticeId,
  type NoticeId,
  noticeKind,
  noticeParams,
  type UserId,
} from '@kinfolio/contracts'
import type { Context, Database } from '../../kernel/database/index.ts'
import type { PersonLog } from '../../kernel/events/index.ts'
import { messages } from './messages.ts'
import { countUnread, listNoticeRows, markRead, namesOf, type NoticeRow } from './notice.queries.ts'

export type ListNoticesDeps = { database: Database; personLog: PersonLog }
type Reader = { context: Context; userId: UserId }
type NoticesPage = AnswerInputOf<typeof listNoticesRoute>

/** Newest first. Throws `invalid-request` for a cursor that is none of ours. */
export async function listNotices(
  { database }: Pick<ListNoticesDeps, 'database'>,
  input: Reader & { cursor?: string | undefined; limit: number; unread?: boolean | undefined },
): Promise<NoticesPage> {
  const before = input.cursor === undefined ? undefined : readCursor(input.cursor)
  const { userId, limit } = input
  return database.read(input.context, async (db) => {
    const which = { userId, before, isUnreadOnly: input.unread === true, limit: limit + 1 }
    const rows = await listNoticeRows(db, which)
    const shown = rows.slice(0, limit).map((row) => ({ row, params: paramsOf(row) }))
    const names = await namesOf(
      db,
      shown.flatMap(({ params }) => (params.user_id === null ? [] : [params.user_id])),
    )
    return {
      notices: shown.map(({ row, params }) => present(row, { params, names })),
      unread: await countUnread(db, userId),
      next_cursor: rows.length > limit ? (shown.at(-1)?.row.id ?? null) : null,
    }
  })
}

/** Without ids, all of them. Who has the list open elsewhere sees it too. */
export async function readNotices(
  { database, personLog }: ListNoticesDeps,
  input: Reader & { ids: readonly NoticeId[] | undefined },
): Promise<{ unread: number }> {
  const { userId, ids } = input
  return database.write(input.context, async (tx) => {
    const changed = ids?.length === 0 ? 0 : await markRead(tx, { userId, ids })
    if (changed > 0) await personLog.appendFor(tx, { userIds: [userId], events: [{ kind: 'notice.created', ids: {} }] })
    return { unread: await countUnread(tx, userId) }
  })
}

const storedParams = noticeParams.partial()

function paramsOf({ params }: NoticeRow): Notice['params'] {
  const stored = storedParams.safeParse(params).data
  return {
    address: stored?.address ?? null,
    user_agent: stored?.user_agent ?? null,
    space_name: stored?.space_name ?? null,
    user_id: stored?.user_id ?? null,
    role: stored?.role ?? null,
    quota: stored?.quota ?? null,
    reset_at: stored?.reset_at ?? null,
    host: stored?.host ?? null,
  }
}

function present(row: NoticeRow, at: { params: Notice['params']; names: Map<string, string> }): Notice {
  return {
    id: row.id,
    kind: noticeKind.parse(row.kind),
    space_id: row.space_id,
    params: at.params,
    person_name: at.params.user_id === null ? null : (at.names.get(at.params.user_id) ?? null),
    created_at: row.created_at.toISOString(),
    read_at: row.read_at?.toISOString() ?? null,
  }
}

function readCursor(cursor: string): NoticeId {
  const parsed = noticeId.safeParse(cursor)
  if (parsed.success) return parsed.data
  throw invalidRequest({ issues: [{ path: 'cursor', message: messages.cursorForeign }] })
}
