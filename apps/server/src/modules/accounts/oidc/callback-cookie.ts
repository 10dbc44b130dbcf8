import { AWAY_S } from '@kinfolio/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Departed } from './start-journey.ts'

const JOURNEY_COOKIE = 'kinfolio_journey'
const COOKIE_PATH = '/api/auth/oauth/callback'

/** Of this server, as browsers see it: services know it by this, and come back to it. */
export function originOf(request: FastifyRequest, publicUrl: URL | undefined): string {
  return publicUrl?.origin ?? `${request.protocol}://${request.host}`
}

/**
 * The browser alone can bring this back. A form that another site's page sends carries only cookies that ask for it, and
 * browsers take those over https or from this machine alone; who comes back by an address needs less.
 */
export function keepBrowserSecret(at: { request: FastifyRequest; reply: FastifyReply; departed: Departed }): void {
  const comesByForm = at.departed.responseMode === 'form_post'
  at.reply.setCookie(JOURNEY_COOKIE, at.departed.browser, {
    path: COOKIE_PATH,
    httpOnly: true,
    sameSite: comesByForm ? 'none' : 'lax',
    secure: comesByForm || at.request.protocol === 'https',
    maxAge: AWAY_S,
  })
}

export function takeBrowserSecret(request: FastifyRequest, reply: FastifyReply): string | undefined {
  const secret = request.cookies[JOURNEY_COOKIE]
  if (secret !== undefined) reply.clearCookie(JOURNEY_COOKIE, { path: COOKIE_PATH })
  return secret
}
