import { close } from './connection.ts'
import { STOP_GRACE_MS } from './limits.ts'
import { type Hub, keepCursors } from './sockets.ts'

/** One timer for all sockets: who never said hello, whose token has ended, who has gone without a word. */
export function lookAfter(hub: Hub): void {
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

/** Sockets that do not answer the goodbye are cut. */
export async function sayGoodbye(hub: Hub): Promise<void> {
  await keepCursors(hub, hub.connections)
  const open = [...hub.connections]
  for (const connection of open) close(connection, 'serverStops')
  const end = Date.now() + STOP_GRACE_MS
  while (hub.connections.size > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10))
  for (const { socket } of hub.connections) socket.terminate()
}
