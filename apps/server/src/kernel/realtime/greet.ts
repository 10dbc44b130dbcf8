import {
  type DeviceId,
  REALTIME_PROTOCOL,
  REALTIME_PROTOCOL_OLDEST,
  type RealtimeFromClient,
  type SessionId,
  type UserId,
} from '@kinfolio/contracts'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../database/index.ts'
import { close, type Connection, deliver, send } from './connection.ts'
import { readLog, readLogEnds } from './event-log.ts'
import type { Feeds } from './feeds.ts'
import type { Gate } from './gate.ts'
import { REPLAY_PAGE_TIMEOUT_MS } from './limits.ts'

/** Who a token belongs to, by which session, and how long it lasts; undefined when it is none. Looks at the token alone. */
export type Authenticate = (token: string) => Promise<Speaker | undefined>
export type Speaker = { userId: UserId; sessionId: SessionId; expiresAt: Date }
export type OnPresence = (presence: { userId: UserId; deviceId: DeviceId | undefined; isOnline: boolean }) => void

export type GreetDeps = {
  database: Database
  feeds: Feeds
  gate: Gate
  authenticate: Authenticate
  isSessionOpen: (speaker: Speaker) => Promise<boolean>
  onPresence: OnPresence
}

type Hello = Extract<RealtimeFromClient, { type: 'hello' }>

/** hello → welcome → what was missed → live. The socket belongs to its person from the welcome on. */
export async function greet(
  deps: GreetDeps,
  { connection, hello }: { connection: Connection; hello: Hello },
): Promise<void> {
  if (hello.protocol < REALTIME_PROTOCOL_OLDEST || hello.protocol > REALTIME_PROTOCOL) {
    close(connection, 'protocolUnknown')
    return
  }
  const who = await deps.authenticate(hello.token)
  if (who === undefined || who.expiresAt.getTime() <= Date.now()) {
    close(connection, 'signInRequired')
    return
  }
  const { oldest, newest } = await deps.gate(async () => readLogEnds(deps.database, who.userId))
  // After the look at the log: a session that ends from here on is an event that follows what was seen.
  if (!(await deps.gate(async () => deps.isSessionOpen(who)))) close(connection, 'signInRequired')
  if (connection.phase === 'closed') return
  connection.phase = 'replaying'
  connection.userId = who.userId
  connection.sessionId = who.sessionId
  connection.deviceId = hello.device_id
  connection.tokenEndsAt = who.expiresAt.getTime()
  deps.feeds.add(who.userId, connection)
  deps.onPresence({ userId: who.userId, deviceId: hello.device_id, isOnline: true })
  send(connection, { type: 'welcome', protocol: hello.protocol, user_id: who.userId, seq: newest })
  await catchUp(deps, { connection, userId: who.userId, since: hello.since, oldest, newest })
  if (connection.phase !== 'replaying') return
  connection.phase = 'live'
  // What was written between the last read and this moment woke nobody for this socket.
  deps.feeds.wake([who.userId])
}

type Behind = { connection: Connection; userId: UserId; since: number | undefined; oldest: number; newest: number }

async function catchUp(deps: GreetDeps, { connection, userId, since, oldest, newest }: Behind): Promise<void> {
  // Events older than the log, or of another log altogether, cannot be replayed.
  const isLost = since !== undefined && (since > newest || since < oldest - 1)
  if (since === undefined || isLost) {
    connection.sentSeq = newest
    if (isLost) send(connection, { type: 'resync', seq: newest })
    return
  }
  connection.sentSeq = since
  for (let isLast = false; !isLast && connection.phase === 'replaying';) {
    const page = await deps.gate(async () => readLog(deps.database, { userId, after: connection.sentSeq }))
    for (const entry of page.entries) deliver(connection, entry)
    isLast = page.isLast
    await untilTaken(connection)
  }
  // What the person may no longer see is behind them as well.
  connection.sentSeq = Math.max(connection.sentSeq, newest)
  if (connection.phase === 'replaying') send(connection, { type: 'replayed', seq: connection.sentSeq })
}

/** Waits for a slow reader between pages rather than holding a whole log for it. */
async function untilTaken(connection: Connection): Promise<void> {
  const end = Date.now() + REPLAY_PAGE_TIMEOUT_MS
  while (connection.socket.bufferedAmount > connection.bufferedBytesMax / 4 && connection.phase === 'replaying') {
    if (Date.now() > end) close(connection, 'tooSlow')
    await sleep(10)
  }
}
