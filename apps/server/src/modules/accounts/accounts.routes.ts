import { apiKeyRefused, login, logout, refreshTokens, sessionEnded, type Tokens } from '@kinfolio/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { otherwise, REFRESH_COOKIE, type Serve } from '../../kernel/http/index.ts'
import { apiKeyOf, serveApiKeys } from './api-keys/api-keys.routes.ts'
import type { Accounts } from './create-accounts.ts'
import { serveMailbox } from './mailbox/mailbox.routes.ts'
import type { Visitor } from './open-session.ts'
import { SESSION_DAYS } from './refresh-token.ts'

export function serveAccounts(serve: Serve, accounts: Accounts): void {
  serveApiKeys(serve, { apiKeys: accounts.apiKeys, visitorOf })
  serveMailbox(serve, { mailbox: accounts.mailbox, visitorOf })
  serve(login, async ({ body, request, reply }) => {
    const key = apiKeyOf(request)
    if (key !== undefined) return accounts.apiKeys.signInByKey({ key, visitor: visitorOf(request) })
    // Without a key and without a word, it is a key of no form we make.
    if (body === null || body === undefined) throw apiKeyRefused({})
    const outcome = await accounts.signIn({ ...body, visitor: visitorOf(request) })
    return 'pending_id' in outcome ? otherwise(outcome) : handOver({ request, reply, tokens: outcome })
  })
  serve(refreshTokens, async ({ body, request, reply }) => {
    const refreshToken = body.refresh_token ?? request.cookies[REFRESH_COOKIE]
    if (refreshToken === undefined) throw sessionEnded({ reason: 'unknown' })
    const tokens = await accounts.refreshSession({ refreshToken })
    // What came by cookie goes back by cookie, or a script could ask for it in the body.
    return body.refresh_token === undefined
      ? inCookie({ request, reply, tokens })
      : handOver({ request, reply, tokens })
  })
  serve(logout, async ({ person, reply }) => {
    await accounts.signOut({ person })
    reply.clearCookie(REFRESH_COOKIE, { path: COOKIE_PATH })
    return {}
  })
}

const COOKIE_PATH = '/api/auth'

export function visitorOf(request: FastifyRequest): Visitor {
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? '' }
}

type HandingOver = { request: FastifyRequest; reply: FastifyReply; tokens: Tokens }

/** Browsers get the refresh token where no script can read it; others get it in the body. */
export function handOver(at: HandingOver): Tokens {
  return at.request.headers['x-kinfolio-client'] === 'browser' ? inCookie(at) : at.tokens
}

export function inCookie({ request, reply, tokens }: HandingOver): Tokens {
  if (tokens.refresh_token === null) return tokens
  reply.setCookie(REFRESH_COOKIE, tokens.refresh_token, {
    path: COOKIE_PATH,
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    maxAge: SESSION_DAYS * 86_400,
  })
  return { ...tokens, refresh_token: null }
}
