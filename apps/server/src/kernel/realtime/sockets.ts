import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import {
  REALTIME_MESSAGES_PER_SECOND_MAX,
  REALTIME_PATH,
  realtimeFromClient,
  type RealtimeFromClient,
} from '@kinfolio/contracts'
import type { RawData, WebSocket, WebSocketServer } from 'ws'
import type { Log } from '../log.ts'
import { parseJson } from '../parse-json.ts'
import { close, type Connection, newConnection, send } from './connection.ts'
import { storeCursors } from './cursors.ts'
import { greet, type GreetDeps } from './greet.ts'
import { SOCKETS_MAX, UNGREETED_MAX } from './limits.ts'

export type HubLimits = {
  helloTimeoutMs: number
  pingMs: number
  silentMs: number
  upkeepMs: number
  bufferedBytesMax: number
}

/** What the sockets of one process share. */
export type Hub = GreetDeps & {
  log: Log
  limits: HubLimits
  connections: Set<Connection>
  ungreeted: Set<Connection>
  server: WebSocketServer
}

type Upgrade = { request: IncomingMessage; socket: Duplex; head: Buffer }

/** Turns an upgrade into a socket that has yet to say who it is. */
export function accept(hub: Hub, { request, socket, head }: Upgrade): void {
  const path = (request.url ?? '').split('?', 1)[0]
  if (path !== REALTIME_PATH) return refuse(socket, '404 Not Found')
  const isFull = hub.connections.size >= SOCKETS_MAX || hub.ungreeted.size >= UNGREETED_MAX
  if (isFull) return refuse(socket, '503 Service Unavailable')
  hub.server.handleUpgrade(request, socket, head, (webSocket) => open(hub, webSocket))
}

function refuse(socket: Duplex, status: string): void {
  // Whoever was refused may have left already; unheard, that error would end the process.
  socket.on('error', () => socket.destroy())
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
  const message = raw === undefined ? undefined : realtimeFromClient.safeParse(parseJson(textOf(raw))).data
  if (message === undefined) return close(connection, 'badMessage')
  act(hub, connection, message)
}

/** A message may arrive in pieces; `ws` hands them over as they are. */
function textOf(raw: RawData): string {
  if (Array.isArray(raw)) return Buffer.concat(raw).toString('utf8')
  return Buffer.isBuffer(raw) ? raw.toString('utf8') : Buffer.from(raw).toString('utf8')
}

function act(hub: Hub, connection: Connection, message: RealtimeFromClient): void {
  const isFirst = hub.ungreeted.has(connection)
  // The first message is a hello, and no later one is.
  if (isFirst !== (message.type === 'hello')) return close(connection, 'badMessage')
  switch (message.type) {
    case 'hello':
      hub.ungreeted.delete(connection)
      return carefully(hub, connection, async () => greet(hub, { connection, hello: message }))
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
  connection.sessionId = who.sessionId
  // After the socket belongs to it: should it end from here on, its end finds the socket.
  if (!(await hub.isSessionOpen(who))) return close(connection, 'signInRequired')
  connection.tokenEndsAt = who.expiresAt.getTime()
}

export async function keepCursors(hub: Hub, connections: Iterable<Connection>): Promise<void> {
  await storeCursors(hub.database, connections).catch((error: unknown) =>
    hub.log.warn({ err: error }, 'cursors were not stored'),
  )
}
