import type { Clock } from '../../kernel/clock.ts'
import type { Database } from '../../kernel/database/index.ts'
import type { Doorkeeper } from '../../kernel/http/index.ts'
import { type accessTokens, sessions } from '../accounts/index.ts'
import { findMembership } from './membership.queries.ts'

type AccessTokens = Awaited<ReturnType<typeof accessTokens.open>>

/** Answers the edge's questions about people and spaces. A session that ended lets nobody in any more. */
export function createDoorkeeper(deps: { database: Database; accessTokens: AccessTokens; clock: Clock }): Doorkeeper {
  return {
    readToken: async (token) => deps.accessTokens.read(token),
    isSessionOpen: async (person) =>
      deps.database.read({ kind: 'person', userId: person.userId }, async (db) =>
        sessions.isOpen(db, { id: person.sessionId, now: deps.clock.now() }),
      ),
    hasRecentProof: async (person) =>
      deps.database.read({ kind: 'person', userId: person.userId }, async (db) =>
        sessions.hasRecentProof(db, { id: person.sessionId, now: deps.clock.now() }),
      ),
    faultOfSignature: async (person, request) => sessions.checkProof(deps, { person, request }),
    enterSpace: async (person, wanted) => {
      const spaceId = wanted ?? person.onlySpaceId
      if (person.onlySpaceId !== undefined && spaceId !== person.onlySpaceId) return undefined
      const at = { ...person, spaceId, now: deps.clock.now() }
      const membership = await deps.database.read({ kind: 'person', userId: person.userId }, async (db) =>
        findMembership(db, at),
      )
      return membership && { ...person, spaceId: membership.space_id, role: membership.role }
    },
  }
}
