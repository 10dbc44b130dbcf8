import type { DeviceId, RealtimeFromServer, SessionId, UserId } from '@kinfolio/contracts'
import { realtimeClose } from '@kinfolio/contracts'
import type { WebSocket } from 'ws'
import { frameOf, type LogEntry } from './event-log.ts'

/** One socket. Small on purpose: there may be thousands, and all share their timers and handlers. */
export type Connection = {
  readonly socket: WebSocket
  /** `new`: hello is awaited or looked at; `replaying`: behind, reads by itself; `live`: its person's feed sends. */
  phase: 'new' | 'replaying' | 'live' | 'closed'
  userId: UserId | undefined
  /** Closed with it. */
  sessionId: SessionId | undefined
  deviceId: DeviceId | undefined
  /** The last event this socket was sent or need not be sent. Only what follows it is ever sent. */
  sentSeq: number
  ackedSeq: number
  isAckStored: boolean
  /** Moments in milliseconds of `Date.now()`. */
  openedAt: number
  tokenEndsAt: number
  heardAt: number
  pingedAt: number
  /** Messages in the second that began at `countedAt`. */
  countedAt: number
  messageCount: number
  readonly bufferedBytesMax: number
}

export function newConnection(socket: WebSocket, options: { now: number; bufferedBytesMax: number }): Connection {
  const { now, bufferedBytesMax } = options
  return {
    socket,
    phase: 'new',
    userId: undefined,
    sessionId: undefined,
    deviceId: undefined,
    sentSeq: 0,
    ackedSeq: 0,
    isAckStored: true,
    openedAt: now,
    tokenEndsAt: Number.POSITIVE_INFINITY,
    heardAt: now,
    pingedAt: now,
    countedAt: now,
    messageCount: 0,
    bufferedBytesMax,
  }
}

export function send(connection: Connection, message: RealtimeFromServer): void {
  sendFrame(connection, frameOf(message))
}

/** Sends, or closes the socket when its reader has fallen too far behind. */
export function sendFrame(connection: Connection, frame: Buffer): void {
  if (connection.phase === 'closed') return
  connection.socket.send(frame, { binary: false })
  if (connection.socket.bufferedAmount > connection.bufferedBytesMax) close(connection, 'tooSlow')
}

/** Sends an event once and in order; one meant for another device only moves the cursor. The end of its session is the last. */
export function deliver(connection: Connection, { seq, deviceId, frame, endsSession }: LogEntry): void {
  if (seq <= connection.sentSeq) return
  connection.sentSeq = seq
  if (frame === undefined || (deviceId !== null && deviceId !== connection.deviceId)) return
  sendFrame(connection, frame)
  if (endsSession !== undefined && endsSession === connection.sessionId) close(connection, 'signInRequired')
}

export function close(connection: Connection, why: keyof typeof realtimeClose): void {
  if (connection.phase === 'closed') return
  connection.phase = 'closed'
  connection.socket.close(realtimeClose[why], why)
  // A reader that takes nothing would not take the goodbye either.
  if (why === 'tooSlow') connection.socket.terminate()
}
