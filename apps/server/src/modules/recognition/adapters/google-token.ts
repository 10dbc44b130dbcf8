import { importPKCS8, SignJWT } from 'jose'
import { z } from 'zod'
import type { GuardedFetch } from '../../../kernel/outbound/index.ts'
import { Outage } from '../../../kernel/outage.ts'
import { messages } from '../messages.ts'
import { vendorOutage } from '../vision/vendor-outage.ts'

/** A service account's key file, as Google's console hands it out. Only these fields are used. */
export const serviceAccount = z.object({ client_email: z.email(), private_key: z.string().min(1) })

export type GoogleTokenDeps = {
  account: z.infer<typeof serviceAccount>
  /** Never taken from the key file: an owner could aim it anywhere. */
  tokenUrl: string
  scope: string
  who: string
  fetch: GuardedFetch
}

/** Google accepts assertions of at most an hour (developers.google.com/identity/protocols/oauth2/service-account). */
const assertionSeconds = 3_600
/** A token is renewed this long before it ends, so that it does not end on its way. */
const marginMs = 60_000

const answered = z.object({ access_token: z.string().min(1), expires_in: z.number().default(assertionSeconds) })
const refused = z.object({ error: z.string(), error_description: z.string().default('') })

/** Access tokens of a service account, fetched when needed and kept until shortly before they end (RFC 7523). */
export function googleToken(deps: GoogleTokenDeps): (signal: AbortSignal) => Promise<string> {
  let kept: { token: string; until: number } | undefined
  return async (signal) => {
    if (kept && kept.until > Date.now()) return kept.token
    const { access_token, expires_in } = await exchange(deps, signal)
    kept = { token: access_token, until: Date.now() + expires_in * 1000 - marginMs }
    return access_token
  }
}

async function exchange(deps: GoogleTokenDeps, signal: AbortSignal): Promise<z.infer<typeof answered>> {
  const { who } = deps
  const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: await sign(deps) }
  const answer = await deps.fetch(deps.tokenUrl, { method: 'POST', body: new URLSearchParams(form), signal })
  const body: unknown = await answer.json().catch(() => undefined)
  if (answer.ok) {
    const parsed = answered.safeParse(body)
    if (parsed.success) return parsed.data
    const facts = { who, reason: 'answer-not-understood', isRetryable: true, cause: parsed.error } as const
    throw new Outage(messages.noToken(who), facts)
  }
  const { error, error_description } = refused.safeParse(body).data ?? {
    error: 'no reason given',
    error_description: '',
  }
  // An unknown account or a wrong signature is answered with 400, which elsewhere means a mistake of ours.
  const status = answer.status === 400 ? 401 : answer.status
  throw vendorOutage({ who, status, headers: answer.headers, message: `${error} ${error_description}`.trim() })
}

async function sign({ account, tokenUrl, scope, who }: GoogleTokenDeps): Promise<string> {
  try {
    const key = await importPKCS8(account.private_key, 'RS256')
    return await new SignJWT({ scope })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(account.client_email)
      .setAudience(tokenUrl)
      .setIssuedAt()
      .setExpirationTime(`${assertionSeconds}s`)
      .sign(key)
  } catch (cause) {
    throw new Outage(messages.notAPrivateKey(who), { who, reason: 'key-refused', isRetryable: false, cause })
  }
}
