import { type ComingBack, type PendingSignIn, Problem, type Tokens, type User, type UserId } from '@kinfolio/contracts'
import { AuthorizationResponseError, authorizationCodeGrant } from 'openid-client'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import { Outage } from '../../../kernel/outage.ts'
import { findUser } from '../account.queries.ts'
import type { Visitor } from '../open-session.ts'
import { openOrAsk } from '../pending/open-or-ask.ts'
import { admitVouched, linkIdentity } from './admit-vouched.ts'
import { askProvider } from './ask-provider.ts'
import { AlreadyLinked, findIdentityOwner, recordIdentityUse } from './identity.queries.ts'
import { derivedSecrets, isSameSecret } from './journey-secrets.ts'
import { type Journey, takeJourney } from './journey.queries.ts'
import type { OidcDeps } from './oidc-deps.ts'
import { issuerOf, type Provider } from './providers.ts'
import { type Claims, readClaims } from './read-claims.ts'
import { callbackPath } from './start-journey.ts'

/** What a browser comes back with. */
export type Return = {
  provider: string
  origin: string
  /** Of the query or of the form, as the service wrote them. */
  answer: URLSearchParams
  /** The secret of the cookie. */
  browser: string | undefined
  visitor: Visitor
}
/** How it ends. `isLinking` says which screen the person left from. */
export type Arrival = { isLinking: boolean; next: string | null } & (
  | { outcome: 'refused'; why: ComingBack; cause?: unknown }
  | { outcome: 'signed-in'; session: Tokens | PendingSignIn }
  | { outcome: 'linked' }
)

const REFUSED = { outcome: 'refused', isLinking: false, next: null } as const

/**
 * Ends a journey in a session, in a linked account, or in a reason why not. A state that is unknown, was used, is too old or
 * belongs to another browser or service is `over`, without a word to the service.
 */
export async function finishJourney(deps: OidcDeps, back: Return): Promise<Arrival> {
  const journey = await takeOwnJourney(deps, back)
  const provider = deps.providers.find(back.provider)
  if (journey === undefined || provider === undefined) return { ...REFUSED, why: 'over' }
  const where = { isLinking: journey.userId !== null, next: journey.next }
  try {
    const claims = await askWho({ provider, back })
    const { userId } = journey
    return {
      ...where,
      ...(userId === null
        ? await signIn(deps, { provider, claims, journey, back })
        : await link(deps, { provider, claims, userId, back })),
    }
  } catch (error) {
    return { ...where, outcome: 'refused', why: reasonOf(error), cause: error }
  }
}

async function takeOwnJourney(deps: OidcDeps, back: Return): Promise<Journey | undefined> {
  const state = back.answer.get('state')
  if (state === null || back.browser === undefined) return undefined
  const journey = await deps.database.write(SIGN_IN, async (tx) => takeJourney(tx, { state, now: deps.clock.now() }))
  const isOwn =
    journey !== undefined && journey.provider === back.provider && isSameSecret(back.browser, journey.browserSha256)
  return isOwn ? journey : undefined
}

/** Exchanges the code; openid-client checks issuer, audience, times, nonce and signature of the ID token. */
async function askWho({ provider, back }: { provider: Provider; back: Return }): Promise<Claims> {
  const { nonce, verifier } = derivedSecrets(back.browser ?? '')
  const url = new URL(callbackPath(provider.id), back.origin)
  url.search = back.answer.toString()
  return askProvider(provider, async () => {
    const configuration = await provider.configuration()
    const token = await authorizationCodeGrant(configuration, url, {
      expectedState: back.answer.get('state') ?? '',
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    return readClaims({ configuration, token, form: back.answer.get('user') ?? undefined })
  })
}

type Come = { provider: Provider; claims: Claims; back: Return }

async function signIn(
  deps: OidcDeps,
  { provider, claims, journey, back }: Come & { journey: Journey },
): Promise<{ outcome: 'signed-in'; session: Tokens | PendingSignIn } | { outcome: 'refused'; why: ComingBack }> {
  const subject = { issuer: issuerOf(provider), subject: claims.subject }
  const owner = await deps.database.read(SIGN_IN, async (db) => findIdentityOwner(db, subject))
  const { visitor } = back
  if (owner === undefined && claims.email === undefined) return { outcome: 'refused', why: 'no-address' }
  const user =
    owner === undefined
      ? await admitVouched(deps, { subject, claims, invitation: journey.invitation ?? undefined, visitor })
      : await welcomeBack(deps, { subject, owner })
  return { outcome: 'signed-in', session: await openOrAsk(deps, { user, visitor }) }
}

async function welcomeBack(
  deps: OidcDeps,
  { subject, owner }: { subject: { issuer: string; subject: string }; owner: UserId },
): Promise<User> {
  return deps.database.write({ kind: 'person', userId: owner }, async (tx) => {
    await recordIdentityUse(tx, { ...subject, now: deps.clock.now() })
    const user = await findUser(tx, owner)
    if (user === undefined) throw new TypeError('an identity belongs to nobody')
    return user
  })
}

async function link(
  deps: OidcDeps,
  { provider, claims, userId, back }: Come & { userId: UserId },
): Promise<{ outcome: 'linked' } | { outcome: 'refused'; why: ComingBack }> {
  const subject = { issuer: issuerOf(provider), subject: claims.subject }
  const isLinked = await linkIdentity(deps, { subject, claims, userId, visitor: back.visitor })
  return isLinked ? { outcome: 'linked' } : { outcome: 'refused', why: 'linked-elsewhere' }
}

const REASONS: Record<string, ComingBack> = {
  '/problems/sign-up-closed': 'closed',
  '/problems/invitation-needed': 'invitation-needed',
  '/problems/email-taken': 'address-taken',
}

/** The person stands before a page and not before a program: what is foreseen becomes a word for the screen. */
function reasonOf(error: unknown): ComingBack {
  if (error instanceof AuthorizationResponseError) return error.error === 'access_denied' ? 'declined' : 'failed'
  // The other one is of a second window, which was a moment faster.
  if (error instanceof Outage || error instanceof AlreadyLinked) return 'failed'
  const reason = error instanceof Problem ? REASONS[error.body.type] : undefined
  if (reason === undefined) throw error
  return reason
}
