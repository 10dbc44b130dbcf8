import type { Server } from 'node:http'
import { REALTIME_HELLO_TIMEOUT_MS, REALTIME_MESSAGE_BYTES_MAX, REALTIME_PING_MS } from '@kinfolio/contracts'
import { WebSocketServer } from 'ws'
import type { Database } from '../database/index.ts'
import type { Wake } from '../events/index.ts'
import type { ShowProgress } from '../jobs/index.ts'
import type { Log } from '../log.ts'
import { sendFrame } from './connection.ts'
import { frameOf } from './event-log.ts'
import type { Fanout, FanoutMessage } from './fanout.port.ts'
import { createFeeds } from './feeds.ts'
import { createGate } from './gate.ts'
import type { Authenticate, OnPresence, Speaker } from './greet.ts'
import { BUFFERED_BYTES_MAX, CURSORS_WRITE_MS, READS_AT_ONCE, SILENT_SOCKET_MS, UPKEEP_MS } from './limits.ts'
import { lookAfter, sayGoodbye } from './look-after.ts'
import { createMembers } from './members.ts'
import { accept, type Hub, type HubLimits, keepCursors } from './sockets.ts'

export type RealtimeDeps = {
  database: Database
  fanout: Fanout
  authenticate: Authenticate
  /** Whether the session of a token still lives. */
  isSessionOpen: (speaker: Speaker) => Promise<boolean>
  /** Told of every socket that comes and goes; nobody listens unless told otherwise. */
  onPresence?: OnPresence
  log: Log
  /** Tests shorten these; the names say where they come from. */
  limits?: Partial<HubLimits>
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

type Hearing = { hub: Hub; membersOf: ReturnType<typeof createMembers> }

function hear({ hub, membersOf }: Hearing, message: FanoutMessage): void {
  if (message.kind === 'missed') return hub.feeds.wakeAll()
  if (message.kind === 'wake') return hub.feeds.wake(message.userIds)
  if (hub.connections.size === 0) return
  const frame = frameOf(message.message)
  membersOf(message.spaceId)
    .then((userIds) => {
      for (const userId of userIds) for (const connection of hub.feeds.of(userId)) sendFrame(connection, frame)
    })
    .catch((error: unknown) => hub.log.warn({ err: error }, 'progress was not shown'))
}
