import type { UserId } from '@kinfolio/contracts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Database, Tx } from '../../../kernel/database/index.ts'
import type { DomainEvents, PersonLog } from '../../../kernel/events/index.ts'
import { type AccountChange, accountChanged } from '../accounts.events.ts'
import { type AuditEntry, recordAudit } from '../audit.queries.ts'
import type { Visitor } from '../open-session.ts'
import type { Passwords } from '../password.ts'
import { messages } from './messages.ts'

export type MailboxDeps = {
  database: Database
  clock: Clock
  passwords: Passwords
  events: Pick<DomainEvents, 'announce'>
  personLog: Pick<PersonLog, 'appendFor'>
  sendsMail: boolean
}
type Told = {
  userId: UserId
  visitor: Visitor
  action: AuditEntry['action']
  /** Undefined when nobody was signed in: a link was followed, or asked for. */
  actorId: UserId | undefined
  changes?: readonly AccountChange[]
}

/** In the transaction of what happened to an account: its line in the audit log, its mails, and word to the open screens. */
export async function tellPerson(deps: MailboxDeps, { tx, ...told }: Told & { tx: Tx }): Promise<void> {
  const { userId, visitor, action, actorId, changes = [] } = told
  await recordAudit(tx, { action, actorId, userId, address: visitor.address })
  for (const change of changes) {
    const body = { user_id: userId, change, address: visitor.address, user_agent: visitor.userAgent }
    const occasion = { spaceId: undefined, onBehalfOf: userId, title: messages.mailAboutAccount }
    await deps.events.announce(tx, accountChanged, { ...occasion, body })
  }
  await deps.personLog.appendFor(tx, {
    userIds: [userId],
    events: [{ kind: 'account.changed', ids: { user_id: userId } }],
  })
}
