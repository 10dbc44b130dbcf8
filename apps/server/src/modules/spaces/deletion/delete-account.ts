import {
  accountNotDeleted,
  accountTooLateToKeep,
  CHANGE_OF_MIND_DAYS,
  handOverFirst,
  notConfirmed,
  signInRequired,
} from '@kinfolio/contracts'
import type { Context, Tx } from '../../../kernel/database/index.ts'
import type { DomainEvents } from '../../../kernel/events/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import { accountChanged, people, recordAudit, type visits } from '../../accounts/index.ts'
import type { DeletionDeps } from './delete-space.ts'
import { isTyped } from './is-typed.ts'
import { listOwnedSpaces } from './space-deletion.queries.ts'

export type AccountDeletionDeps = DeletionDeps & { events: Pick<DomainEvents, 'announce'> }
type Asking = { context: Context; person: Person; visitor: ReturnType<typeof visits.of> }

/**
 * The account goes in 30 days; until then its person may sign in and keep it. Every other session ends now. Throws
 * `not-confirmed` when the e-mail address was not typed, and `hand-over-first` while others are in a space that only this
 * person owns.
 */
export async function deleteAccount(
  deps: AccountDeletionDeps,
  { confirm, ...asking }: Asking & { confirm: string },
): Promise<Date> {
  const { userId, sessionId } = asking.person
  const deletesAt = new Date(deps.clock.now().getTime() + CHANGE_OF_MIND_DAYS * 86_400_000)
  return deps.database.write(asking.context, async (tx) => {
    const user = await people.find(tx, userId)
    if (user === undefined) throw signInRequired({ reason: 'invalid' })
    if (!isTyped(confirm, user.email)) throw notConfirmed({})
    const left = (await listOwnedSpaces(tx, userId)).filter((space) => space.has_others && !space.has_other_owner)
    if (left.length > 0) throw handOverFirst({ spaces: left.map(({ id, name }) => ({ id, name })) })
    const marked = await people.deletion.mark(deps, { tx, userId, sessionId, deletesAt })
    await tell(deps, { tx, asking, change: 'deletion-asked' })
    return marked
  })
}

/** Throws `account-not-deleted`, and `account-too-late-to-keep` once it is being erased. */
export async function keepAccount(deps: AccountDeletionDeps, asking: Asking): Promise<void> {
  const { userId } = asking.person
  await deps.database.write(asking.context, async (tx) => {
    if (!(await people.deletion.takeBack(tx, { userId, now: deps.clock.now() }))) {
      throw (await people.deletion.find(tx, userId)) === null ? accountNotDeleted({}) : accountTooLateToKeep({})
    }
    await tell(deps, { tx, asking, change: 'deletion-taken-back' })
  })
}

export async function findAccountDeletion(
  deps: Pick<DeletionDeps, 'database'>,
  { context, person }: Pick<Asking, 'context' | 'person'>,
): Promise<Date | null> {
  return deps.database.read(context, async (db) => people.deletion.find(db, person.userId))
}

type Told = { tx: Tx; asking: Asking; change: 'deletion-asked' | 'deletion-taken-back' }

async function tell({ events, personLog }: AccountDeletionDeps, { tx, asking, change }: Told): Promise<void> {
  const { person, visitor } = asking
  const { userId } = person
  const { address, userAgent: user_agent } = visitor
  await recordAudit(tx, { action: `account.${change}`, actorId: userId, userId, address })
  await events.announce(tx, accountChanged, {
    spaceId: undefined,
    onBehalfOf: userId,
    title: '',
    body: { user_id: userId, change, address, user_agent },
  })
  await personLog.appendFor(tx, { userIds: [userId], events: [{ kind: 'account.changed', ids: { user_id: userId } }] })
}
