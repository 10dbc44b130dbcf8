import type { UserId } from '@kinfolio/contracts'
import type { Database } from '../database/index.ts'
import type { Log } from '../log.ts'
import { type Connection, deliver } from './connection.ts'
import { readLog } from './event-log.ts'
import type { Gate } from './gate.ts'
import { READ_AGAIN_MS } from './limits.ts'

type FeedsDeps = { database: Database; log: Log; gate: Gate }
type Feed = { userId: UserId; connections: Set<Connection>; isReading: boolean; isDirty: boolean }

/** The sockets of each person, fed from their log: one read serves all sockets of a person. */
export type Feeds = {
  add(userId: UserId, connection: Connection): void
  remove(userId: UserId, connection: Connection): void
  /** The person's log has grown, or may have. */
  wake(userId: UserId): void
  wakeAll(): void
  of(userId: UserId): ReadonlySet<Connection>
}

const nobody: ReadonlySet<Connection> = new Set()

export function createFeeds(deps: FeedsDeps): Feeds {
  const feeds = new Map<UserId, Feed>()
  const wakeFeed = (feed: Feed): void => {
    feed.isDirty = true
    if (!feed.isReading) void pump(deps, feed)
  }
  return {
    add(userId, connection) {
      const feed = feeds.get(userId) ?? { userId, connections: new Set(), isReading: false, isDirty: false }
      feeds.set(userId, feed)
      feed.connections.add(connection)
    },
    remove(userId, connection) {
      const feed = feeds.get(userId)
      feed?.connections.delete(connection)
      if (feed?.connections.size === 0) feeds.delete(userId)
    },
    wake(userId) {
      const feed = feeds.get(userId)
      if (feed !== undefined) wakeFeed(feed)
    },
    wakeAll() {
      for (const feed of feeds.values()) wakeFeed(feed)
    },
    of: (userId) => feeds.get(userId)?.connections ?? nobody,
  }
}

/** Reads until nothing is new. A wake during a read asks for one more, so none is missed. */
async function pump(deps: FeedsDeps, feed: Feed): Promise<void> {
  feed.isReading = true
  try {
    while (feed.isDirty) {
      feed.isDirty = false
      await feedOnce(deps, feed)
    }
  } catch (error) {
    deps.log.warn({ err: error, userId: feed.userId }, 'a log could not be read; it is tried again')
    feed.isDirty = true
    setTimeout(() => void pump(deps, feed), READ_AGAIN_MS).unref()
    return
  }
  feed.isReading = false
}

async function feedOnce(deps: FeedsDeps, feed: Feed): Promise<void> {
  const live = [...feed.connections].filter(({ phase }) => phase === 'live')
  if (live.length === 0) return
  const after = live.reduce((least, { sentSeq }) => Math.min(least, sentSeq), Number.POSITIVE_INFINITY)
  const page = await deps.gate(async () => readLog(deps.database, { userId: feed.userId, after }))
  for (const entry of page.entries) for (const connection of live) deliver(connection, entry)
  if (!page.isLast) feed.isDirty = true
}
