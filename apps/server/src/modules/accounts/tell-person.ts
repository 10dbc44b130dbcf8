import type { UserId } from '@kinfolio/contracts'
import type { Tx } from '../../kernel/database/index.ts'
import type { DomainEvents } from '../../kernel/events/index.ts'
import { type AccountChange, accountChanged } from './accounts.events.ts'
import { messages } from './messages.ts'

/** Lets a person hear by notice and mail what happened to their account, in the transaction in which it did. */
export async function tellPerson(
  deps: { events: Pick<DomainEvents, 'announce'> },
  input: { tx: Tx; userId: UserId; change: AccountChange; visitor: { address: string; userAgent: string } },
): Promise<void> {
  const { tx, userId, change, visitor } = input
  await deps.events.announce(tx, accountChanged, {
    spaceId: undefined,
    onBehalfOf: userId,
    title: messages.noticeAboutAccount,
    body: { user_id: userId, change, address: visitor.address, user_agent: visitor.userAgent },
  })
}
