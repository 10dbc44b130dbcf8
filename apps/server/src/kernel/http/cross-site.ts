import { crossSiteRefused } from '@kinfolio/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The refresh cookie; SameSite=Strict and limited to the routes that need it. */
export const REFRESH_COOKIE = 'kinfolio_refresh'

/**
 * A request that changes something and that a browser sent by itself, with our cookie, must come from our own pages: they
 * add a header that other sites cannot add without our consent, and browsers tell the origin. Requests with a
 * bearer token alone are not affected, since no browser adds that by itself. Nor is where a service sends people back to
 * (`isByState`): it is another site by its nature, and proves itself by what only the browser that left can bring back.
 */
export function refuseCrossSite(app: FastifyInstance, publicUrl: URL | undefined): void {
  app.addHook('onRequest', async (request) => {
    if (SAFE_METHODS.has(request.method) || request.routeOptions.config.isByState === true) return
    if (!request.headers.cookie?.includes(`${REFRESH_COOKIE}=`) && request.headers['x-kinfolio-client'] !== 'browser')
      return
    const isOurs = request.headers['x-kinfolio-csrf'] === '1' && isOwnOrigin(request, publicUrl)
    if (!isOurs) throw crossSiteRefused({})
  })
}

function isOwnOrigin(request: FastifyRequest, publicUrl: URL | undefined): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const origin = request.headers.origin
  if (origin === undefined) return true
  return origin === publicUrl?.origin || URL.parse(origin)?.host === request.host
}
