import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { inCookie, visitorOf } from '../visits.ts'
import { isPending } from '../pending/open-or-ask.ts'
import { originOf, takeBrowserSecret } from './callback-cookie.ts'
import type { Oidc } from './create-oidc.ts'
import type { Arrival } from './finish-journey.ts'

const CALLBACKS_PER_MINUTE = 30
const FORM_BYTES_MAX = 64 * 1024
const FORM = 'application/x-www-form-urlencoded'

type Serving = { oidc: Oidc; publicUrl: URL | undefined }

/**
 * Where browsers come back to from a service: pages and not JSON, so that they are no routes of the contracts. The form
 * comes from another site by its nature; what tells it from a forged one is the state together with the cookie.
 */
export function serveCallback(app: FastifyInstance, serving: Serving): void {
  // Only here forms are read: everywhere else a page of another site can send nothing that a route would take.
  void app.register(async (here) => {
    here.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: FORM_BYTES_MAX }, (_request, body, done) =>
      done(null, new URLSearchParams(String(body))),
    )
    const options = { schema: { hide: true }, config: { perMinute: CALLBACKS_PER_MINUTE, isByState: true } }
    const path = '/api/auth/oauth/callback/:provider'
    here.get(path, options, async (request, reply) => {
      const answer = new URL(request.url, 'http://here').searchParams
      return arrive(serving, { request, reply, answer })
    })
    here.post(path, options, async (request, reply) => {
      const answer = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
      return arrive(serving, { request, reply, answer })
    })
  })
}

type Arriving = { request: FastifyRequest; reply: FastifyReply; answer: URLSearchParams }

async function arrive({ oidc, publicUrl }: Serving, { request, reply, answer }: Arriving): Promise<FastifyReply> {
  const { provider = '' } = request.params as { provider?: string } // The path has it.
  const arrival = await oidc.finishJourney({
    provider,
    answer,
    origin: originOf(request, publicUrl),
    browser: takeBrowserSecret(request, reply),
    visitor: visitorOf(request),
  })
  if (arrival.outcome === 'refused' && arrival.cause !== undefined)
    request.log.info({ err: arrival.cause, provider }, 'a sign-in by a service was refused')
  if (arrival.outcome === 'signed-in' && !isPending(arrival.session))
    inCookie({ request, reply, tokens: arrival.session })
  // 303: whatever came by a form, the screen is asked for.
  return reply.header('cache-control', 'no-store').redirect(screenOf(arrival), 303)
}

const SIGN_IN = '/dashboard/sign-in'
const SECURITY = '/dashboard/settings/security'

/** The screen that says how it ended. The secret of a sign-in that waits stays behind the `#`, which no server sees. */
function screenOf(arrival: Arrival): string {
  switch (arrival.outcome) {
    case 'linked':
      return `${SECURITY}?linked=true`
    case 'refused':
      return arrival.isLinking ? `${SECURITY}?back=${arrival.why}` : withNext(`${SIGN_IN}?back=${arrival.why}`, arrival)
    case 'signed-in':
      if (!isPending(arrival.session)) return safeNext(arrival.next)
      return `${withNext(SIGN_IN, arrival)}#pending=${encodeURIComponent(JSON.stringify(arrival.session))}`
  }
}

function withNext(address: string, { next }: { next: string | null }): string {
  if (next === null) return address
  return `${address}${address.includes('?') ? '&' : '?'}next=${encodeURIComponent(safeNext(next))}`
}

/** A screen of the dashboard, and never another site. */
function safeNext(next: string | null): string {
  const url = next === null ? null : URL.parse(next, 'http://here')
  const isScreen = url?.origin === 'http://here' && /^\/dashboard(\/|$)/.test(url.pathname)
  return isScreen ? `${url.pathname}${url.search}` : '/dashboard'
}
