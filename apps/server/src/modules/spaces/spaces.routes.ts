import { getMe, getSetup, setUp, signInRequired } from '@kinfolio/contracts'
import type { Database } from '../../kernel/database/index.ts'
import type { Serve } from '../../kernel/http/index.ts'
import { people, visits } from '../accounts/index.ts'
import type { Spaces } from './create-spaces.ts'
import { serveFamilies } from './families/families.routes.ts'
import { serveInvitations } from './invitations/invitations.routes.ts'
import { listSpaces } from './membership.queries.ts'
import { serveMembers } from './members/members.routes.ts'

export function serveSpaces(serve: Serve, deps: { spaces: Spaces; database: Database }): void {
  serveSetUp(serve, deps.spaces)
  serve(getMe, async ({ person, context }) =>
    deps.database.read(context, async (db) => {
      const user = await people.find(db, person.userId)
      if (user === undefined) throw signInRequired({ reason: 'invalid' })
      const spaces = await listSpaces(db, person.userId)
      const { onlySpaceId } = person
      return { user, spaces: onlySpaceId === undefined ? spaces : spaces.filter(({ id }) => id === onlySpaceId) }
    }),
  )
  serveFamilies(serve, deps.spaces)
  serveMembers(serve, deps)
  serveInvitations(serve, deps.spaces)
}

export function serveSetUp(serve: Serve, spaces: Pick<Spaces, 'needsSetUp' | 'setUpOwner'>): void {
  serve(getSetup, async () => ({ is_needed: await spaces.needsSetUp({}) }))
  serve(setUp, async ({ body, request, reply }) =>
    visits.handOver({ request, reply, tokens: await spaces.setUpOwner({ ...body, visitor: visits.of(request) }) }),
  )
}
