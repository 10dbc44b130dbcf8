import type { Tokens } from '@kinfolio/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { REFRESH_COOKIE } from '../../kernel/http/index.ts'
import type { Visitor } from './open-session.ts'
import { SESSION_DAYS } from './refresh-token.ts'

export const COOKIE_PATH = '/api/auth'

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
