import rateLimit from '@fastify/rate-limit'
import { tooManyRequests } from '@kinfolio/contracts'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'

/** Requests a minute (SH-05, SH-11). */
export type RateLimits = {
  /** Reads of one signed-in person: a grid of pages asks for one picture each. */
  personReads: number
  /** Requests of one signed-in person that change something. */
  personWrites: number
  /** Requests of one address without a valid token. */
  address: number
}

export const RATE_LIMITS: RateLimits = { personReads: 1_000, personWrites: 300, address: 30 }

/** Addresses and people counted at once; beyond, the longest silent are forgotten. */
const COUNTED_MAX = 20_000

/** Counts per person, or per address without a person, and tells what is left in X-RateLimit headers. */
export async function limitRates(app: FastifyInstance, limits: RateLimits): Promise<void> {
  // Before the plug-in, whose own hook reads what this one says of each route.
  app.addHook('onRoute', (route: RouteOptions) => {
    if (!route.url.startsWith('/api/')) return
    const perMinute = route.config?.perMinute
    const isRead = route.method === 'GET'
    route.config = {
      ...route.config,
      rateLimit: {
        groupId: perMinute === undefined ? (isRead ? 'reads' : 'writes') : route.url,
        keyGenerator: callerKey,
        max: (request) => perMinute ?? generalLimit({ limits, request, isRead }),
      },
    }
  })
  await app.register(rateLimit, {
    global: false,
    cache: COUNTED_MAX,
    timeWindow: 60_000,
    errorResponseBuilder: (_request, context) => {
      const retryAfterS = Math.ceil(context.ttl / 1_000)
      return tooManyRequests({ retry_after_s: retryAfterS }, { retryAfterS })
    },
  })
}

function callerKey(request: FastifyRequest): string {
  return typeof request.tokenHolder === 'string' ? `address ${request.ip}` : request.tokenHolder.userId
}

function generalLimit(of: { limits: RateLimits; request: FastifyRequest; isRead: boolean }): number {
  if (typeof of.request.tokenHolder === 'string') return of.limits.address
  return of.isRead ? of.limits.personReads : of.limits.personWrites
}
