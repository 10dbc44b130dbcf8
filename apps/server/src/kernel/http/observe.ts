import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../metrics.ts'

/** Counts and times every request, and logs one line for it: who and where, never what. */
export function observeRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const seconds = reply.elapsedTime / 1_000
    metrics.requestSeconds.observe({ method: request.method, route, status: reply.statusCode }, seconds)
    if (route.startsWith('/api/auth/')) {
      metrics.signIns.inc({ outcome: reply.statusCode < 400 ? 'success' : 'failure' })
    }
    if (route.startsWith('/api/upload/')) metrics.uploadBytes.observe(Number(request.headers['content-length'] ?? 0))
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
