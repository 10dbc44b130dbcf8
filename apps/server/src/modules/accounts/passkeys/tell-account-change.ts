import type { UserId } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import { type AccountChange, accountChanged } from '../accounts.events.ts'
import { type AuditEntry, recordAudit } from '../audit.queries.ts'
import { messages } from './messages.ts'
import type { Visitor } from '../open-session.ts'
import type { PasskeyDeps } from './passkey-deps.ts'

type Change = { tx: Tx; userId: UserId; visitor: Visitor; change: AccountChange }
type Told = Change & { action: AuditEntry['action']; object: { kind: string; id: string } }
type TellDeps = Pick<PasskeyDeps, 'events' | 'personLog'>

/** What changed in how a person signs in: into the audit log, to the person, and to their other devices. */
export async function tellAccountChange(deps: TellDeps, { action, object, ...told }: Told): Promise<void> {
  const { tx, userId, visitor } = told
  await recordAudit(tx, { action, actorId: userId, userId, object, address: visitor.address })
  await announceChange(deps, told)
}

/** The same where the audit log says it in other words. */
export async function announceChange({ events, personLog }: TellDeps, change: Change): Promise<void> {
  const { tx, userId, visitor } = change
  const body = { user_id: userId, change: change.change, address: visitor.address, user_agent: visitor.userAgent }
  const occasion = { spaceId: undefined, onBehalfOf: userId, title: messages.accountChanged }
  await events.announce(tx, accountChanged, { ...occasion, body })
  await personLog.appendFor(tx, { userIds: [userId], events: [{ kind: 'account.changed', ids: {} }] })
}
