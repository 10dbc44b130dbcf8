/** A service that people sign in by, as the configuration says it. */
export type ProviderSettings = {
  id: string
  name: string
  kind: 'google' | 'apple' | 'oidc'
  issuer: string
  clientId: string
  secret: { kind: 'none' } | { kind: 'fixed'; secret: string } | AppleSecret
  /** `form_post` comes back by a form that the service's page sends here. */
  responseMode: 'query' | 'form_post'
  scope: string
}
export type AppleSecret = { kind: 'apple'; teamId: string; keyId: string; privateKey: string }

/** The settings of the environment that are about services to sign in by. */
export type OidcSettings = {
  OIDC_ISSUER?: string | undefined
  OIDC_CLIENT_ID?: string | undefined
  OIDC_CLIENT_SECRET?: string | undefined
  OIDC_NAME: string
  OIDC_PROVIDERS: readonly MoreProvider[]
  OIDC_GOOGLE_CLIENT_ID?: string | undefined
  OIDC_GOOGLE_CLIENT_SECRET?: string | undefined
  OIDC_APPLE_CLIENT_ID?: string | undefined
  OIDC_APPLE_TEAM_ID?: string | undefined
  OIDC_APPLE_KEY_ID?: string | undefined
  OIDC_APPLE_PRIVATE_KEY?: string | undefined
}

type MoreProvider = {
  id: string
  name: string
  issuer: string
  client_id: string
  client_secret?: string | undefined
  scope: string
  response_mode: 'query' | 'form_post'
}

/** What the services of these names are, wherever somebody tries them out. */
const GOOGLE_ISSUER = 'https://accounts.google.com'
const APPLE_ISSUER = 'https://appleid.apple.com'
const SCOPE = 'openid email profile'

/** Throws an Error that names the setting when one is there without those it needs. */
export function readProviders(settings: OidcSettings): ProviderSettings[] {
  const providers = [
    google(settings),
    apple(settings),
    first(settings),
    ...settings.OIDC_PROVIDERS.map(another),
  ].filter((provider) => provider !== undefined)
  const twice = providers.find(({ id }, at) => providers.findIndex((other) => other.id === id) !== at)
  if (twice !== undefined) throw new Error(`OIDC_PROVIDERS: two services have the id ${twice.id}`)
  return providers
}

function google(settings: OidcSettings): ProviderSettings | undefined {
  const { OIDC_GOOGLE_CLIENT_ID, OIDC_GOOGLE_CLIENT_SECRET } = settings
  if (!allOrNone({ OIDC_GOOGLE_CLIENT_ID, OIDC_GOOGLE_CLIENT_SECRET })) return undefined
  return {
    id: 'google',
    name: 'Google',
    kind: 'google',
    issuer: GOOGLE_ISSUER,
    clientId: OIDC_GOOGLE_CLIENT_ID ?? '',
    secret: { kind: 'fixed', secret: OIDC_GOOGLE_CLIENT_SECRET ?? '' },
    responseMode: 'query',
    scope: SCOPE,
  }
}

/** Apple gives name and address by a form alone, and takes a signed token for a secret. */
function apple(settings: OidcSettings): ProviderSettings | undefined {
  const { OIDC_APPLE_CLIENT_ID, OIDC_APPLE_TEAM_ID, OIDC_APPLE_KEY_ID, OIDC_APPLE_PRIVATE_KEY } = settings
  if (!allOrNone({ OIDC_APPLE_CLIENT_ID, OIDC_APPLE_TEAM_ID, OIDC_APPLE_KEY_ID, OIDC_APPLE_PRIVATE_KEY })) {
    return undefined
  }
  return {
    id: 'apple',
    name: 'Apple',
    kind: 'apple',
    issuer: APPLE_ISSUER,
    clientId: OIDC_APPLE_CLIENT_ID ?? '',
    secret: {
      kind: 'apple',
      teamId: OIDC_APPLE_TEAM_ID ?? '',
      keyId: OIDC_APPLE_KEY_ID ?? '',
      // A variable holds one line, a key several.
      privateKey: (OIDC_APPLE_PRIVATE_KEY ?? '').replaceAll('\\n', '\n'),
    },
    responseMode: 'form_post',
    scope: 'openid name email',
  }
}

function first(settings: OidcSettings): ProviderSettings | undefined {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME } = settings
  if (!allOrNone({ OIDC_ISSUER, OIDC_CLIENT_ID })) return undefined
  return {
    id: 'oidc',
    name: OIDC_NAME,
    kind: 'oidc',
    issuer: OIDC_ISSUER ?? '',
    clientId: OIDC_CLIENT_ID ?? '',
    secret: OIDC_CLIENT_SECRET === undefined ? { kind: 'none' } : { kind: 'fixed', secret: OIDC_CLIENT_SECRET },
    responseMode: 'query',
    scope: SCOPE,
  }
}

function another(more: MoreProvider): ProviderSettings {
  const { id, name, issuer, scope } = more
  return {
    id,
    name,
    issuer,
    scope,
    kind: 'oidc',
    clientId: more.client_id,
    responseMode: more.response_mode,
    secret: more.client_secret === undefined ? { kind: 'none' } : { kind: 'fixed', secret: more.client_secret },
  }
}

function allOrNone(settings: Record<string, string | undefined>): boolean {
  const missing = Object.entries(settings).filter(([, value]) => value === undefined)
  if (missing.length === Object.keys(settings).length) return false
  if (missing.length > 0) throw new Error(`${missing.map(([name]) => name).join(', ')}: not given`)
  return true
}
