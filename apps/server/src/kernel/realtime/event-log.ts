import {
  type DeviceId,
  eventIds,
  eventKind,
  type RealtimeFromServer,
  type SessionId,
  type UserId,
} from '@kinfolio/contracts'
import { sql } from 'kysely'
import { type Database, type Db, SWEEP } from '../database/index.ts'
import { FEED_ROWS, REPLAY_ROWS } from './limits.ts'

/** An event as it goes out; `frame` is undefined for a kind that this version does not know. */
export type LogEntry = {
  seq: number
  deviceId: DeviceId | null
  frame: Buffer | undefined
  /** The session that is over with it, whose sockets are closed. */
  endsSession?: SessionId | undefined
}
export type LogPage = { entries: LogEntry[]; isLast: boolean }
export type LogEnds = { oldest: number; newest: number }

/** Where a person's log begins and ends now. */
export async function readLogEnds(database: Database, userId: UserId): Promise<LogEnds> {
  const row = await database.read({ kind: 'person', userId }, async (db) =>
    db.selectFrom('user_event_counters').select(['seq', 'oldest_seq']).where('user_id', '=', userId).executeTakeFirst(),
  )
  return { oldest: Number(row?.oldest_seq ?? 1), newest: Number(row?.seq ?? 0) }
}

/**
 * The next events after `after`, in order. Read in the person's own context, so that events of a space they have
 * left do not show. Writers hold the person's counter until they commit: what follows a seen `seq` is never older.
 */
export async function readLog(database: Database, input: { userId: UserId; after: number }): Promise<LogPage> {
  const rows = await database.read({ kind: 'person', userId: input.userId }, async (db) => nextRows(db, input))
  return { entries: rows.map(entryOf), isLast: rows.length < REPLAY_ROWS }
}

/** Somebody whose sockets have all been sent everything up to `after`. */
export type LogReader = { userId: UserId; after: number }

/**
 * The same for many people in one read. It works for no single person, so the function it calls checks for each event
 * whether its reader may still see the space. Who has nothing new is not in the answer.
 */
export async function readLogs(database: Database, readers: readonly LogReader[]): Promise<Map<UserId, LogPage>> {
  const rowsEach = Math.max(1, Math.min(REPLAY_ROWS, Math.floor(FEED_ROWS / readers.length)))
  const { rows } = await database.read(SWEEP, async (db) =>
    sql<EventRow & { user_id: UserId }>`
      select user_id, seq, target_device_id, kind, ids, at from events_after(
        ${readers.map(({ userId }) => userId)}::uuid[], ${readers.map(({ after }) => after)}::bigint[], ${rowsEach})
    `.execute(db),
  )
  const pages = new Map<UserId, LogPage>()
  for (const row of rows) {
    const page = pages.get(row.user_id) ?? { entries: [], isLast: true }
    pages.set(row.user_id, page)
    page.entries.push(entryOf(row))
    page.isLast = page.entries.length < rowsEach
  }
  return pages
}

type EventRow = Awaited<ReturnType<typeof nextRows>>[number]

async function nextRows(db: Db, { userId, after }: { userId: UserId; after: number }) {
  return db
    .selectFrom('user_events')
    .select(['seq', 'target_device_id', 'kind', 'ids', 'at'])
    .where('user_id', '=', userId)
    .where('seq', '>', String(after))
    .orderBy('seq')
    .limit(REPLAY_ROWS)
    .execute()
}

function entryOf(row: EventRow): LogEntry {
  const seq = Number(row.seq)
  const kind = eventKind.safeParse(row.kind)
  const ids = eventIds.safeParse(row.ids)
  if (!kind.success || !ids.success) return { seq, deviceId: row.target_device_id, frame: undefined }
  const message = { type: 'event', seq, kind: kind.data, ids: ids.data, at: row.at.toISOString() } as const
  const endsSession = kind.data === 'session.ended' ? ids.data.session_id : undefined
  return { seq, deviceId: row.target_device_id, frame: frameOf(message), endsSession }
}

export function frameOf(message: RealtimeFromServer): Buffer {
  return Buffer.from(JSON.stringify(message))
}
