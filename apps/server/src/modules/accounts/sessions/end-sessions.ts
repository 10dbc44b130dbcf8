import { sessionNotFound, type SessionId, type UserId } from '@kinfolio/contracts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Database, Tx } from '../../../kernel/database/index.ts'
import type { DomainEvents, PersonLog } from '../../../kernel/events/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import { recordAudit } from '../audit.queries.ts'
import type { Visitor } from '../open-session.ts'
import { tellPerson } from '../tell-person.ts'
import { markSessionsEnded } from './session.queries.ts'

export type EndingDeps = { clock: Clock; personLog: Pick<PersonLog, 'appendFor'> }
export type EndSessionsDeps = EndingDeps & { database: Database; events: Pick<DomainEvents, 'announce'> }
type By = { person: Person; visitor: Visitor }

/** Signs one device out at once. Throws `session-not-found`, also for one that is over. */
export async function endOneSession(deps: EndSessionsDeps, input: By & { sessionId: SessionId }): Promise<void> {
  const { person, visitor, sessionId } = input
  await deps.database.write({ kind: 'person', userId: person.userId }, async (tx) => {
    const ended = await endSessionsIn(deps, { tx, userId: person.userId, only: sessionId, because: 'ended by hand' })
    if (ended.length === 0) throw sessionNotFound({ session_id: sessionId })
    await auditEnd(tx, { person, visitor, sessionId })
  })
}

/** Signs every device out but the one that asks, and lets the person hear of it. */
export async function endOtherSessions(deps: EndSessionsDeps, { person, visitor }: By): Promise<void> {
  const { userId, sessionId: except } = person
  await deps.database.write({ kind: 'person', userId }, async (tx) => {
    const ended = await endSessionsIn(deps, { tx, userId, except, because: 'ended by hand' })
    for (const sessionId of ended) await auditEnd(tx, { person, visitor, sessionId })
    if (ended.length > 0) await tellPerson(deps, { tx, userId, change: 'sessions-ended', visitor })
  })
}

type Ending = { tx: Tx; userId: UserId; because: string } & ({ only: SessionId } | { except?: SessionId })

/**
 * Ends sessions of a person in a transaction of theirs: refresh tokens are refused from then on, access tokens at the
 * next request, and sockets are closed as soon as it is committed. Answers those that were open.
 */
export async function endSessionsIn(deps: EndingDeps, { tx, ...which }: Ending): Promise<SessionId[]> {
  const ended = await markSessionsEnded(tx, { ...which, now: deps.clock.now() })
  const events = ended.map((session_id) => ({ kind: 'session.ended' as const, ids: { session_id } }))
  if (events.length > 0) await deps.personLog.appendFor(tx, { userIds: [which.userId], events })
  return ended
}

async function auditEnd(tx: Tx, { person, visitor, sessionId }: By & { sessionId: SessionId }): Promise<void> {
  const { userId } = person
  const object = { kind: 'session', id: sessionId }
  await recordAudit(tx, { action: 'session.ended', actorId: userId, userId, object, address: visitor.address })
}
