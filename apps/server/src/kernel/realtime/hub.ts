import {
  REALTIME_HELLO_TIMEOUT_MS,
  REALTIME_MESSAGE_BYTES_MAX,
  REALTIME_MESSAGES_PER_SECOND_MAX,
  REALTIME_PATH,
  REALTIME_PING_MS,
  realtimeFromClient,
  type RealtimeFromClient,
} from '@kinfolio/contracts'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Database } from '../database/index.ts'
import type { Wake } from '../events/index.ts'
import type { ShowProgress } from '../jobs/index.ts'
import type { Log } from '../log.ts'
import { close, type Connection, newConnection, send, sendFrame } from './connection.ts'
import { storeCursors } from './cursors.ts'
import { frameOf } from './event-log.ts'
import type { Fanout, FanoutMessage } from './fanout.port.ts'
import { createFeeds, type Feeds } from './feeds.ts'
import { createGate } from './gate.ts'
import { type Authenticate, greet, type GreetDeps, type OnPresence } from './greet.ts'
import {
  BUFFERED_BYTES_MAX,
  CURSORS_WRITE_MS,
  READS_AT_ONCE,
  SILENT_SOCKET_MS,
  SOCKETS_MAX,
  STOP_GRACE_MS,
  UNGREETED_MAX,
  UPKEEP_MS,
} from './limits.ts'
import { createMembers } from './members.ts'

export type RealtimeDeps = {
  database: Database
  fanout: Fanout
  authenticate: Authenticate
  /** Told of every socket that comes and goes; nobody listens unless told otherwise. */
  onPresence?: OnPresence
  log: Log
  /** Tests shorten these; the names say where they come from. */
  limits?: Partial<HubLimits>
}
export type HubLimits = {
  helloTimeoutMs: number
  pingMs: number
  silentMs: number
  upkeepMs: number
  bufferedBytesMax: number
}

export type Realtime = {
  /** Takes the upgrades of a server that listens or will. */
  attach(server: Server): void
  /** For the person log: these people's events were committed. */
  wake: Wake
  /** For jobs: progress for whoever watches. */
  showProgress: ShowProgress
  sockets(): number
  /** Says goodbye to every socket. */
  stop(): Promise<void>
}

type Hub = GreetDeps & {
  feeds: Feeds
  log: Log
  limits: HubLimits
  connections: Set<Connection>
  ungreeted: Set<Connection>
  server: WebSocketServer
}

/** The sockets of this process: each says who it is, is sent what it missed, and then hears live. */
export function createRealtime(deps: RealtimeDeps): Realtime {
  const gate = createGate(READS_AT_ONCE)
  const hub: Hub = {
    onPresence: () => undefined,
    ...deps,
    gate,
    feeds: createFeeds({ ...deps, gate }),
    limits: { ...defaultLimits, ...deps.limits },
    connections: new Set(),
    ungreeted: new Set(),
    server: new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      clientTracking: false,
      maxPayload: REALTIME_MESSAGE_BYTES_MAX,
    }),
  }
  const membersOf = createMembers(deps.database)
  const unsubscribe = deps.fanout.subscribe((message) => hear({ hub, membersOf }, message))
  const upkeep = setInterval(() => lookAfter(hub), hub.limits.upkeepMs).unref()
  const cursors = setInterval(() => void keepCursors(hub, hub.connections), CURSORS_WRITE_MS).unref()
  return {
    attach: (server) => void server.on('upgrade', (request, socket, head) => accept(hub, { request, socket, head })),
    wake: (userIds) => deps.fanout.publish({ kind: 'wake', userIds }),
    showProgress: ({ spaceId, job }) =>
      deps.fanout.publish({ kind: 'show', spaceId, message: { type: 'progress', job } }),
    sockets: () => hub.connections.size,
    async stop() {
      clearInterval(upkeep)
      clearInterval(cursors)
      unsubscribe()
      await sayGoodbye(hub)
    },
  }
}

const defaultLimits: HubLimits = {
  helloTimeoutMs: REALTIME_HELLO_TIMEOUT_MS,
  pingMs: REALTIME_PING_MS,
  silentMs: SILENT_SOCKET_MS,
  upkeepMs: UPKEEP_MS,
  bufferedBytesMax: BUFFERED_BYTES_MAX,
}

type Upgrade = { request: IncomingMessage; socket: Duplex; head: Buffer }

function accept(hub: Hub, { request, socket, head }: Upgrade): void {
  const path = (request.url ?? '').split('?', 1)[0]
  if (path !== REALTIME_PATH) return refuse(socket, '404 Not Found')
  const isFull = hub.connections.size >= SOCKETS_MAX || hub.ungreeted.size >= UNGREETED_MAX
  if (isFull) return refuse(socket, '503 Service Unavailable')
  hub.server.handleUpgrade(request, socket, head, (webSocket) => open(hub, webSocket))
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function open(hub: Hub, socket: WebSocket): void {
  const { bufferedBytesMax } = hub.limits
  const connection = newConnection(socket, { now: Date.now(), bufferedBytesMax })
  hub.connections.add(connection)
  hub.ungreeted.add(connection)
  socket.on('message', (raw, isBinary) => receive(hub, connection, isBinary ? undefined : raw))
  socket.on('pong', () => {
    connection.heardAt = Date.now()
  })
  socket.on('error', (error) => hub.log.debug({ err: error }, 'a socket failed'))
  socket.on('close', () => forget(hub, connection))
}

function forget(hub: Hub, connection: Connection): void {
  connection.phase = 'closed'
  hub.connections.delete(connection)
  hub.ungreeted.delete(connection)
  const { userId, deviceId } = connection
  if (userId === undefined) return
  hub.feeds.remove(userId, connection)
  hub.onPresence({ userId, deviceId, isOnline: false })
  void keepCursors(hub, [connection])
}

function receive(hub: Hub, connection: Connection, raw: RawData | undefined): void {
  const now = Date.now()
  connection.heardAt = now
  if (connection.phase === 'closed') return
  if (now - connection.countedAt >= 1_000) {
    connection.countedAt = now
    connection.messageCount = 0
  }
  connection.messageCount += 1
  if (connection.messageCount > REALTIME_MESSAGES_PER_SECOND_MAX) return close(connection, 'tooManyMessages')
  const message = raw === undefined ? undefined : parseMessage(String(raw))
  if (message === undefined) return close(connection, 'badMessage')
  act(hub, connection, message)
}

function parseMessage(text: string): RealtimeFromClient | undefined {
  try {
    return realtimeFromClient.safeParse(JSON.parse(text)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function act(hub: Hub, connection: Connection, message: RealtimeFromClient): void {
  const isFirst = hub.ungreeted.has(connection)
  // The first message is a hello, and no later one is.
  if (isFirst !== (message.type === 'hello')) return close(connection, 'badMessage')
  switch (message.type) {
    case 'hello':
      hub.ungreeted.delete(connection)
      return carefully(hub, connection, async () => greet(hub, connection, message))
    case 'token':
      return carefully(hub, connection, async () => renew(hub, connection, message.token))
    case 'ack':
      connection.ackedSeq = Math.max(connection.ackedSeq, Math.min(message.seq, connection.sentSeq))
      connection.isAckStored = false
      return
    case 'ping':
      return send(connection, { type: 'pong' })
  }
}

/** A defect or a lost database costs one socket, which comes back by itself. */
function carefully(hub: Hub, connection: Connection, work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    hub.log.error({ err: error }, 'a socket could not be served')
    close(connection, 'serverStops')
  })
}

async function renew(hub: Hub, connection: Connection, token: string): Promise<void> {
  const who = await hub.authenticate(token)
  if (who === undefined || who.userId !== connection.userId) return close(connection, 'signInRequired')
  connection.tokenEndsAt = who.expiresAt.getTime()
}

type Hearing = { hub: Hub; membersOf: ReturnType<typeof createMembers> }

function hear({ hub, membersOf }: Hearing, message: FanoutMessage): void {
  if (message.kind === 'missed') return hub.feeds.wakeAll()
  if (message.kind === 'wake') {
    for (const userId of message.userIds) hub.feeds.wake(userId)
    return
  }
  if (hub.connections.size === 0) return
  const frame = frameOf(message.message)
  membersOf(message.spaceId)
    .then((userIds) => {
      for (const userId of userIds) for (const connection of hub.feeds.of(userId)) sendFrame(connection, frame)
    })
    .catch((error: unknown) => hub.log.warn({ err: error }, 'progress was not shown'))
}

/** One timer for all sockets: who never said hello, whose token has ended, who has gone without a word. */
function lookAfter(hub: Hub): void {
  const now = Date.now()
  const { helloTimeoutMs, pingMs, silentMs } = hub.limits
  for (const connection of hub.connections) {
    if (now - connection.heardAt > silentMs) connection.socket.terminate()
    else if (connection.userId === undefined && now - connection.openedAt > helloTimeoutMs) {
      close(connection, 'signInRequired')
    } else if (connection.tokenEndsAt <= now) close(connection, 'signInRequired')
    else if (now - connection.pingedAt > pingMs && connection.phase !== 'closed') {
      connection.pingedAt = now
      connection.socket.ping()
    }
  }
}

async function keepCursors(hub: Hub, connections: Iterable<Connection>): Promise<void> {
  await storeCursors(hub.database, connections).catch((error: unknown) =>
    hub.log.warn({ err: error }, 'cursors were not stored'),
  )
}

async function sayGoodbye(hub: Hub): Promise<void> {
  await keepCursors(hub, hub.connections)
  const open = [...hub.connections]
  for (const connection of open) close(connection, 'serverStops')
  const end = Date.now() + STOP_GRACE_MS
  while (hub.connections.size > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10))
  for (const { socket } of hub.connections) socket.terminate()
}
