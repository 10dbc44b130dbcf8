import type { Clock } from '../../kernel/clock.ts'
import type { Database, Db } from '../../kernel/database/index.ts'
import type { Actor, Doorkeeper, Person } from '../../kernel/http/index.ts'
import { hasOpenSession, type AccessTokens } from '../accounts/index.ts'
import { findMembership } from './membership.queries.ts'

/** Answers the edge's questions about people and spaces. A session that ended lets nobody in any more. */
export function createDoorkeeper(deps: { database: Database; accessTokens: AccessTokens; clock: Clock }): Doorkeeper {
  const isOpen = async (db: Db, person: Person): Promise<boolean> =>
    hasOpenSession(db, { id: person.sessionId, now: deps.clock.now() })
  return {
    readToken: async (token) => deps.accessTokens.read(token),
    isSessionOpen: async (person) =>
      deps.database.read({ kind: 'person', userId: person.userId }, (db) => isOpen(db, person)),
    enterSpace: async (person, spaceId) =>
      deps.database.read({ kind: 'person', userId: person.userId }, async (db): Promise<Actor | undefined> => {
        if (!(await isOpen(db, person))) return undefined
        const membership = await findMembership(db, { userId: person.userId, spaceId })
        return membership && { ...person, spaceId: membership.space_id, role: membership.role }
      }),
  }
}
