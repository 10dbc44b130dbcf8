import type { SignInProvider } from '@kinfolio/contracts'
import {
  allowInsecureRequests,
  ClientSecretPost,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
} from 'openid-client'
import type { Clock } from '../../../kernel/clock.ts'
import type { AllowList, GuardedFetch } from '../../../kernel/outbound/index.ts'
import { APPLE_SECRET_S, makeAppleSecret } from './apple-secret.ts'
import type { ProviderSettings } from './provider-settings.ts'

/** A service that people sign in by. */
export type Provider = ProviderSettings & {
  /** What its metadata say now; asked for once an hour. Throws an Outage when it does not answer. */
  configuration(): Promise<Configuration>
}
export type Providers = {
  list(): SignInProvider[]
  find(id: string): Provider | undefined
  /** As identities name them. */
  readonly issuers: readonly string[]
  nameOf(issuer: string): string | undefined
}

type ProvidersDeps = { clock: Clock; fetch: GuardedFetch; allow: AllowList }

/** Metadata live shorter than the secret that is made beside them for Apple. */
const METADATA_S = APPLE_SECRET_S - 600
const TIMEOUT_S = 10

/**
 * Throws an Error for an issuer without https, unless OUTBOUND_ALLOW names its host: what is signed in by a message that
 * anybody on the way can write is no sign-in.
 */
export function createProviders(deps: ProvidersDeps, settings: readonly ProviderSettings[]): Providers {
  for (const { name, issuer } of settings) {
    if (!isAllowed(deps.allow, new URL(issuer))) {
      throw new Error(`OIDC: the issuer of ${name} (${issuer}) has no https, and OUTBOUND_ALLOW does not name its host`)
    }
  }
  const providers = settings.map((one): Provider => ({ ...one, configuration: hourly(deps, one) }))
  const byIssuer = new Map(providers.toReversed().map((provider) => [issuerOf(provider), provider.name]))
  return {
    list: () => providers.map(({ id, name, kind }) => ({ id, name, kind })),
    find: (id) => providers.find((provider) => provider.id === id),
    issuers: [...byIssuer.keys()],
    nameOf: (issuer) => byIssuer.get(issuer),
  }
}

/** One spelling, so that a slash at its end makes no other issuer. */
export function issuerOf({ issuer }: Pick<ProviderSettings, 'issuer'>): string {
  return new URL(issuer).href
}

function isAllowed(allow: AllowList, { protocol, hostname, port }: URL): boolean {
  return protocol === 'https:' || allow.allows({ hostname, address: hostname, port: Number(port) || 80 })
}

/** A failure is not kept: the next person who tries asks again. */
function hourly(deps: ProvidersDeps, settings: ProviderSettings): () => Promise<Configuration> {
  let known: { until: number; configuration: Promise<Configuration> } | undefined
  return async () => {
    const nowMs = deps.clock.now().getTime()
    if (known === undefined || known.until <= nowMs) {
      const asked = { until: nowMs + METADATA_S * 1_000, configuration: discover(deps, settings) }
      known = asked
      asked.configuration.catch(() => {
        if (known === asked) known = undefined
      })
    }
    return known.configuration
  }
}

async function discover(deps: ProvidersDeps, settings: ProviderSettings): Promise<Configuration> {
  const { issuer, clientId, secret } = settings
  const clientSecret =
    secret.kind === 'apple' ? await makeAppleSecret({ ...secret, clientId, now: deps.clock.now() }) : fixed(secret)
  const isPlain = new URL(issuer).protocol === 'http:'
  return discovery(
    new URL(issuer),
    clientId,
    { use_mtls_endpoint_aliases: false },
    clientSecret === undefined ? None() : ClientSecretPost(clientSecret),
    {
      [customFetch]: async (url, { body, headers, method, signal }) =>
        deps.fetch(url, { ...sendable(body), headers, method, ...(signal === undefined ? {} : { signal }) }),
      // The signature of the ID token counts too, not only the connection it came by.
      execute: [enableNonRepudiationChecks, ...(isPlain ? [allowInsecureRequests] : [])],
      timeout: TIMEOUT_S,
    },
  )
}

function fixed(secret: { kind: 'none' } | { kind: 'fixed'; secret: string }): string | undefined {
  return secret.kind === 'fixed' ? secret.secret : undefined
}

function sendable(body: unknown): { body?: string } {
  return body instanceof URLSearchParams || typeof body === 'string' ? { body: String(body) } : {}
}
