import type { UserId } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import { type AccountChange, accountChanged } from '../accounts.events.ts'
import { type AuditEntry, recordAudit } from '../audit.queries.ts'
import { messages } from './messages.ts'
import type { Visitor } from '../open-session.ts'
import type { PasskeyDeps } from './passkey-deps.ts'

type Told = {
  tx: Tx
  userId: UserId
  visitor: Visitor
  action: AuditEntry['action']
  object: { kind: string; id: string }
  change: AccountChange
}

/** What changed in how a person signs in: into the audit log, to the person, and to their other devices. */
export async function tellAccountChange(
  { events, personLog }: Pick<PasskeyDeps, 'events' | 'personLog'>,
  { tx, userId, visitor, action, object, change }: Told,
): Promise<void> {
  await recordAudit(tx, { action, actorId: userId, userId, object, address: visitor.address })
  const body = { user_id: userId, change, address: visitor.address, user_agent: visitor.userAgent }
  const occasion = { spaceId: undefined, onBehalfOf: userId, title: messages.accountChanged }
  await events.announce(tx, accountChanged, { ...occasion, body })
  await personLog.appendFor(tx, { userIds: [userId], events: [{ kind: 'account.changed', ids: {} }] })
}
