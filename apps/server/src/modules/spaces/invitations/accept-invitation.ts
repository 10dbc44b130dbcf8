import { invitationUnusable, type Space, type UserId } from '@kinfolio/contracts'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import { listSpaces } from '../membership.queries.ts'
import type { SpaceDeps } from '../space-deps.ts'
import { claimInvitation } from './claim-invitation.ts'
import { proveInvitation, type Visitor } from './prove-invitation.ts'

export type Acceptance = { code: string; userId: UserId; visitor: Visitor }

/** A person who is signed in joins the space they are invited into, and is answered it as one of theirs. */
export async function acceptInvitation(deps: SpaceDeps, input: Acceptance): Promise<Space> {
  const { code, userId, visitor } = input
  await proveInvitation(deps, input)
  const spaces = await deps.database.write(SIGN_IN, async (tx) => {
    const joined = await claimInvitation(deps, { tx, code, userId, address: visitor.address })
    return (await listSpaces(tx, userId)).filter(({ id }) => id === joined)
  })
  const [space] = spaces
  if (space === undefined) throw invitationUnusable({})
  return space
}
