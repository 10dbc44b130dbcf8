import type { UserId } from '@kinfolio/contracts'
import type { Database } from '../database/index.ts'
import type { Log } from '../log.ts'
import { type Connection, deliver } from './connection.ts'
import { type LogReader, readLogs } from './event-log.ts'
import type { Gate } from './gate.ts'
import { FEEDS_READ_AT_ONCE, READ_AGAIN_MS } from './limits.ts'

type FeedsDeps = { database: Database; log: Log; gate: Gate }
type Feed = { userId: UserId; connections: Set<Connection>; isReading: boolean; isDirty: boolean }

/** The sockets of each person, fed from their log: one read serves all sockets of many people. */
export type Feeds = {
  add(userId: UserId, connection: Connection): void
  remove(userId: UserId, connection: Connection): void
  /** These people's logs have grown, or may have. */
  wake(userIds: readonly UserId[]): void
  wakeAll(): void
  of(userId: UserId): ReadonlySet<Connection>
}

const nobody: ReadonlySet<Connection> = new Set()

export function createFeeds(deps: FeedsDeps): Feeds {
  const feeds = new Map<UserId, Feed>()
  const wakeFeeds = createPump(deps)
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
    wake: (userIds) => wakeFeeds(userIds.flatMap((userId) => feeds.get(userId) ?? [])),
    wakeAll: () => wakeFeeds(feeds.values()),
    of: (userId) => feeds.get(userId)?.connections ?? nobody,
  }
}

/**
 * Reads until nothing is new, many people at a time. A wake during a read asks for one more, so none is missed; whoever
 * is woken while others are read goes along with the next.
 */
function createPump(deps: FeedsDeps): (feeds: Iterable<Feed>) => void {
  const waiting = new Set<Feed>()
  let turnsAwaited = 0

  const wakeFeeds = (feeds: Iterable<Feed>): void => {
    for (const feed of feeds) {
      feed.isDirty = true
      if (!feed.isReading) waiting.add(feed)
    }
    while (turnsAwaited * FEEDS_READ_AT_ONCE < waiting.size) {
      turnsAwaited += 1
      void deps.gate(turn)
    }
  }
  const turn = async (): Promise<void> => {
    turnsAwaited -= 1
    const taken = [...waiting].slice(0, FEEDS_READ_AT_ONCE)
    for (const feed of taken) {
      waiting.delete(feed)
      Object.assign(feed, { isReading: true, isDirty: false })
    }
    try {
      await feedOnce(deps, taken)
      release(taken)
    } catch (error) {
      deps.log.warn({ err: error, people: taken.length }, 'logs could not be read; they are tried again')
      for (const feed of taken) feed.isDirty = true
      setTimeout(() => release(taken), READ_AGAIN_MS).unref()
    }
  }
  const release = (taken: readonly Feed[]): void => {
    for (const feed of taken) feed.isReading = false
    wakeFeeds(taken.filter(({ isDirty }) => isDirty))
  }
  return wakeFeeds
}

async function feedOnce({ database }: FeedsDeps, feeds: readonly Feed[]): Promise<void> {
  const readers = feeds.flatMap((feed) => readerOf(feed) ?? [])
  if (readers.length === 0) return
  const pages = await readLogs(database, readers)
  for (const { feed, live, userId } of readers) {
    const page = pages.get(userId)
    if (page === undefined) continue
    for (const entry of page.entries) for (const connection of live) deliver(connection, entry)
    if (!page.isLast) feed.isDirty = true
  }
}

type Reader = LogReader & { feed: Feed; live: Connection[] }

function readerOf(feed: Feed): Reader | undefined {
  const live = [...feed.connections].filter(({ phase }) => phase === 'live')
  if (live.length === 0) return undefined
  const after = live.reduce((least, { sentSeq }) => Math.min(least, sentSeq), Number.POSITIVE_INFINITY)
  return { userId: feed.userId, after, feed, live }
}
