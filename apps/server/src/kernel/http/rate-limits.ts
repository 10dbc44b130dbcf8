import rateLimit from '@fastify/rate-limit'
import { tooManyRequests } from '@kinfolio/contracts'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { networkOf } from './network-of.ts'
import { RequestCounts } from './request-counts.ts'

/** Requests a minute (SH-05, SH-11). */
export type RateLimits = {
  /** Reads of one signed-in person: a grid of pages asks for one picture each. */
  personReads: number
  /** Requests of one signed-in person that change something. */
  personWrites: number
  /** Requests of one address, or one network of IPv6, without a valid token. */
  address: number
}

export const RATE_LIMITS: RateLimits = { personReads: 1_000, personWrites: 300, address: 30 }

/** Counts per person, or per address (of IPv6, per network) without a person, and tells what is left in X-RateLimit headers. */
export async function limitRates(app: FastifyInstance, limits: RateLimits): Promise<void> {
  // Before the plug-in, whose own hook reads what this one says of each route.
  app.addHook('onRoute', (route: RouteOptions) => {
    if (!route.url.startsWith('/api/')) return
    const perMinute = route.config?.perMinute
    const isRead = route.method === 'GET' || route.method === 'HEAD'
    route.config = {
      ...route.config,
      rateLimit: {
        keyGenerator: (request) => counterOf({ request, isRead, own: perMinute === undefined ? undefined : route.url }),
        max: (request) => perMinute ?? generalLimit({ limits, request, isRead }),
      },
    }
  })
  await app.register(rateLimit, {
    global: false,
    store: RequestCounts,
    timeWindow: 60_000,
    errorResponseBuilder: (_request, context) => {
      const retryAfterS = Math.ceil(context.ttl / 1_000)
      return tooManyRequests({ retry_after_s: retryAfterS }, { retryAfterS })
    },
  })
}

/** What a request is counted under: who calls, and which of their limits it is about. */
function counterOf(of: { request: FastifyRequest; isRead: boolean; own: string | undefined }): string {
  const { tokenHolder, ip } = of.request
  const isStranger = typeof tokenHolder === 'string'
  const caller = isStranger ? `address ${networkOf(ip)}` : `person ${tokenHolder.userId}`
  return `${caller} ${of.own ?? (isStranger ? 'all' : of.isRead ? 'reads' : 'writes')}`
}

function generalLimit(of: { limits: RateLimits; request: FastifyRequest; isRead: boolean }): number {
  if (typeof of.request.tokenHolder === 'string') return of.limits.address
  return of.isRead ? of.limits.personReads : of.limits.personWrites
}
