import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Metrics } from '../metrics.ts'

/** Counts and times every request, and logs one line for it: who and where, never what. */
export function observeRequests(app: FastifyInstance, metrics: Metrics): void {
  const bytesOf = countReceived()
  app.addHook('onResponse', async (request, reply) => {
    const receivedBytes = bytesOf(request)
    const route = request.routeOptions.url ?? 'none'
    const seconds = reply.elapsedTime / 1_000
    metrics.requestSeconds.observe({ method: request.method, route, status: reply.statusCode }, seconds)
    if (route.startsWith('/api/auth/')) {
      metrics.signIns.inc({ outcome: reply.statusCode < 400 ? 'success' : 'failure' })
    }
    if (route.startsWith('/api/upload/')) metrics.uploadBytes.observe(receivedBytes)
    const line = {
      request_id: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      user_id: typeof request.tokenHolder === 'string' ? undefined : request.tokenHolder.userId,
    }
    if (reply.statusCode >= 500) request.log.warn(line, 'request')
    else request.log.debug(line, 'request')
  })
}

/**
 * How large a request was. A client that streams tells no length beforehand: what its connection received since the
 * request before counts then, headers among it.
 */
function countReceived(): (request: FastifyRequest) => number {
  const countedBytes = new WeakMap<Socket, number>()
  return ({ raw: { socket }, headers }) => {
    const receivedBytes = socket.bytesRead - (countedBytes.get(socket) ?? 0)
    countedBytes.set(socket, socket.bytesRead)
    const told = headers['content-length']
    if (told !== undefined) return Number(told)
    // A request that tests inject comes over no connection.
    return Number.isFinite(receivedBytes) ? receivedBytes : 0
  }
}
