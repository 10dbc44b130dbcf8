import {
  addPasskey,
  listPasskeys,
  loginWithPasskey,
  passkeysUnavailable,
  proveByPasskey,
  registerByPasskey,
  removePasskey,
  renamePasskey,
  signInByPasskey,
  startNewcomerPasskey,
  startPasskey,
  startPasskeyProof,
  startPasskeySignIn,
  startPasskeyStep,
} from '@kinfolio/contracts'
import type { FastifyRequest } from 'fastify'
import type { Serve } from '../../../kernel/http/index.ts'
import { handOver, visitorOf } from '../visits.ts'
import type { Passkeys } from './create-passkeys.ts'
import { type RelyingParty, relyingPartyOf } from './relying-party.ts'

export function servePasskeys(serve: Serve, deps: { passkeys: Passkeys; publicUrl: URL | undefined }): void {
  const { passkeys, publicUrl } = deps
  const partyOf = (request: FastifyRequest): RelyingParty => {
    const party = relyingPartyOf({ publicUrl, request })
    if (party === undefined) throw passkeysUnavailable({})
    return party
  }
  const at = (request: FastifyRequest) => ({ party: partyOf(request), visitor: visitorOf(request) })

  serve(startNewcomerPasskey, async ({ body, request }) =>
    passkeys.startNewcomerPasskey({ ...body, party: partyOf(request) }),
  )
  serve(registerByPasskey, async ({ body, request, reply }) => {
    const { credential, passkey_name: name, invitation } = body
    const tokens = await passkeys.registerByPasskey({ credential, name, invitation, ...at(request) })
    return { tokens: tokens === undefined ? null : handOver({ request, reply, tokens }) }
  })
  serve(startPasskeySignIn, async ({ request }) => passkeys.startPasskeySignIn({ party: partyOf(request) }))
  serve(signInByPasskey, async ({ body, request, reply }) => {
    const tokens = await passkeys.signInByPasskey({ assertion: body.credential, ...at(request) })
    return handOver({ request, reply, tokens })
  })
  serve(startPasskeyStep, async ({ body, request }) =>
    passkeys.startPasskeyStep({ pendingId: body.pending_id, party: partyOf(request) }),
  )
  serve(loginWithPasskey, async ({ body, request, reply }) => {
    const answer = { pendingId: body.pending_id, assertion: body.credential, ...at(request) }
    return handOver({ request, reply, tokens: await passkeys.completeByPasskey(answer) })
  })
  serve(startPasskeyProof, async ({ person, request }) =>
    passkeys.startPasskeyProof({ person, party: partyOf(request) }),
  )
  serve(proveByPasskey, async ({ person, body, request }) => {
    await passkeys.proveByPasskey({ person, assertion: body.credential, ...at(request) })
    return {}
  })
  serve(startPasskey, async ({ person, request }) =>
    passkeys.startPasskey({ userId: person.userId, party: partyOf(request) }),
  )
  serve(addPasskey, async ({ person, body, request }) =>
    passkeys.addPasskey({ userId: person.userId, ...body, ...at(request) }),
  )
  serve(listPasskeys, async ({ person }) => ({ passkeys: await passkeys.listPasskeys({ userId: person.userId }) }))
  serve(renamePasskey, async ({ person, params, body, request }) => {
    const mine = { userId: person.userId, passkeyId: params.passkey_id, visitor: visitorOf(request) }
    return passkeys.renamePasskey({ ...mine, name: body.name })
  })
  serve(removePasskey, async ({ person, params, request }) => {
    const mine = { userId: person.userId, passkeyId: params.passkey_id, visitor: visitorOf(request) }
    await passkeys.removePasskey(mine)
    return {}
  })
}
