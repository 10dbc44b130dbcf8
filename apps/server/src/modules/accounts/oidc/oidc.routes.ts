import {
  listIdentities,
  listSignInProviders,
  startAppleSignIn,
  startGoogleSignIn,
  startLinking,
  startProviderSignIn,
  unlinkIdentity,
} from '@kinfolio/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Http } from '../../../kernel/http/index.ts'
import { visitorOf } from '../visits.ts'
import { relyingPartyOf } from '../passkeys/relying-party.ts'
import { keepBrowserSecret, originOf } from './callback-cookie.ts'
import { serveCallback } from './callback.routes.ts'
import type { Oidc } from './create-oidc.ts'
import type { Departure } from './start-journey.ts'

type Serving = { oidc: Oidc; publicUrl: URL | undefined }

export function serveOidc({ app, serve }: Http, { oidc, publicUrl }: Serving): void {
  const depart = async (
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
    departure: Omit<Departure, 'origin'>,
  ): Promise<{ address: string }> => {
    const departed = await oidc.startJourney({ ...departure, origin: originOf(request, publicUrl) })
    keepBrowserSecret({ request, reply, departed })
    return { address: departed.address }
  }
  serve(listSignInProviders, async ({ request }) => ({
    providers: oidc.listProviders(),
    takes_passkeys: relyingPartyOf({ publicUrl, request }) !== undefined,
  }))
  serve(startProviderSignIn, async ({ body, ...at }) => depart(at, body))
  serve(startGoogleSignIn, async ({ body, ...at }) => depart(at, { ...body, provider: 'google' }))
  serve(startAppleSignIn, async ({ body, ...at }) => depart(at, { ...body, provider: 'apple' }))
  serve(startLinking, async ({ person, body, ...at }) => depart(at, { ...body, userId: person.userId }))
  serve(listIdentities, async ({ person }) => ({ identities: await oidc.listIdentities({ userId: person.userId }) }))
  serve(unlinkIdentity, async ({ person, params, request }) => {
    const mine = { userId: person.userId, identityId: params.identity_id, visitor: visitorOf(request) }
    await oidc.unlinkIdentity(mine)
    return {}
  })
  serveCallback(app, { oidc, publicUrl })
}
