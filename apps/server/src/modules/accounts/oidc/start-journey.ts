import { providerNotFound, type UserId } from '@kinfolio/contracts'
import { buildAuthorizationUrl, calculatePKCECodeChallenge } from 'openid-client'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import { askProvider } from './ask-provider.ts'
import { derivedSecrets, makeJourneySecrets } from './journey-secrets.ts'
import { keepJourney } from './journey.queries.ts'
import type { OidcDeps } from './oidc-deps.ts'

export type Departure = {
  provider: string
  /** Of this server, as the browser sees it. */
  origin: string
  /** Who links an account; undefined for who signs in. */
  userId?: UserId
  invitation?: string | undefined
  next?: string | undefined
}
/** Where the browser goes, and the secret that it has to bring back in its cookie. */
export type Departed = { address: string; browser: string; responseMode: 'query' | 'form_post' }

export const callbackPath = (provider: string): string => `/api/auth/oauth/callback/${provider}`

/** Throws `provider-not-found`, and an Outage when the service does not answer. */
export async function startJourney(deps: OidcDeps, departure: Departure): Promise<Departed> {
  const provider = deps.providers.find(departure.provider)
  if (provider === undefined) throw providerNotFound({ provider: departure.provider })
  const configuration = await askProvider(provider, async () => provider.configuration())
  const secrets = makeJourneySecrets()
  const { nonce, verifier } = derivedSecrets(secrets.browser)
  const journey = {
    provider: provider.id,
    userId: departure.userId ?? null,
    invitation: departure.invitation ?? null,
    next: departure.next ?? null,
  }
  await deps.database.write(SIGN_IN, async (tx) => keepJourney(tx, { ...journey, secrets, now: deps.clock.now() }))
  const address = buildAuthorizationUrl(configuration, {
    redirect_uri: `${departure.origin}${callbackPath(provider.id)}`,
    scope: provider.scope,
    response_type: 'code',
    // What the service would do by itself need not be said.
    ...(provider.responseMode === 'query' ? {} : { response_mode: provider.responseMode }),
    state: secrets.state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  return { address: address.href, browser: secrets.browser, responseMode: provider.responseMode }
}
