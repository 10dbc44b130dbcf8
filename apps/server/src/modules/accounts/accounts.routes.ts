import { apiKeyRefused, invalidRequest, login, logout, refreshTokens, sessionEnded } from '@kinfolio/contracts'
import { otherwise, REFRESH_COOKIE, type Serve } from '../../kernel/http/index.ts'
import { apiKeyOf, serveApiKeys } from './api-keys/api-keys.routes.ts'
import type { Accounts } from './create-accounts.ts'
import { serveDoors } from './doors.routes.ts'
import { serveMailbox } from './mailbox/mailbox.routes.ts'
import { COOKIE_PATH, handOver, inCookie, visitorOf } from './visits.ts'

/** An empty object says enough beside a key, and nothing without one. */
const NO_CREDENTIALS = { path: '', message: 'email and password are needed' }

export function serveAccounts(serve: Serve, accounts: Accounts): void {
  serveDoors(serve, accounts.doors)
  serveApiKeys(serve, { apiKeys: accounts.apiKeys, visitorOf })
  serveMailbox(serve, { mailbox: accounts.mailbox, visitorOf })
  serve(login, async ({ body, request, reply }) => {
    const key = apiKeyOf(request)
    if (key !== undefined) return accounts.apiKeys.signInByKey({ key, visitor: visitorOf(request) })
    // Without a key and without a word, it is a key of no form we make.
    if (body === null || body === undefined) throw apiKeyRefused({})
    const { email, password } = body
    if (email === undefined || password === undefined) throw invalidRequest({ issues: [NO_CREDENTIALS] })
    const outcome = await accounts.signIn({ email, password, visitor: visitorOf(request) })
    return 'pending_id' in outcome ? otherwise(outcome) : handOver({ request, reply, tokens: outcome })
  })
  serve(refreshTokens, async ({ body, request, reply }) => {
    const refreshToken = body.refresh_token ?? request.cookies[REFRESH_COOKIE]
    if (refreshToken === undefined) throw sessionEnded({ reason: 'unknown' })
    const tokens = await accounts.refreshSession({ refreshToken, visitor: visitorOf(request) })
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
