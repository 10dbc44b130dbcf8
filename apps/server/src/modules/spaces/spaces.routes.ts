import { getMe, getSetup, setUp, signInRequired } from '@kinfolio/contracts'
import type { Database } from '../../kernel/database/index.ts'
import type { Serve } from '../../kernel/http/index.ts'
import { people, visits } from '../accounts/index.ts'
import type { Spaces } from './create-spaces.ts'
import { listSpaces } from './membership.queries.ts'

export function serveSpaces(serve: Serve, deps: { spaces: Spaces; database: Database }): void {
  serve(getSetup, async () => ({ is_needed: await deps.spaces.needsSetUp({}) }))
  serve(setUp, async ({ body, request, reply }) =>
    visits.handOver({ request, reply, tokens: await deps.spaces.setUpOwner({ ...body, visitor: visits.of(request) }) }),
  )
  serve(getMe, async ({ person, context }) =>
    deps.database.read(context, async (db) => {
      const user = await people.find(db, person.userId)
      if (user === undefined) throw signInRequired({ reason: 'invalid' })
      return { user, spaces: await listSpaces(db, person.userId) }
    }),
  )
}
