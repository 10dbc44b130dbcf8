import {
  CHANGE_OF_MIND_DAYS,
  type DeletedSpace,
  notConfirmed,
  notFound,
  personalSpaceStays,
  type SpaceId,
  spaceNotDeleted,
} from '@kinfolio/contracts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Context, Database } from '../../../kernel/database/index.ts'
import type { PersonLog } from '../../../kernel/events/index.ts'
import type { Actor, Person } from '../../../kernel/http/index.ts'
import { recordAudit } from '../../accounts/index.ts'
import { isTyped } from './is-typed.ts'
import { findSpace, hideSpace, listHiddenSpaces, memberIds, showSpace } from './space-deletion.queries.ts'

export type DeletionDeps = { database: Database; personLog: PersonLog; clock: Clock }

/**
 * Hides the space from everybody at once; in 30 days it is gone, unless its owner brings it back. Throws `not-confirmed`
 * when its name was not typed, and `personal-space-stays`.
 */
export async function deleteSpace(
  deps: DeletionDeps,
  { context, actor, confirm }: { context: Context; actor: Actor; confirm: string },
): Promise<DeletedSpace> {
  const { spaceId, userId } = actor
  const deletesAt = new Date(deps.clock.now().getTime() + CHANGE_OF_MIND_DAYS * 86_400_000)
  return deps.database.write(context, async (tx) => {
    const space = await findSpace(tx, spaceId)
    if (space === undefined) throw notFound({ what: 'space' })
    if (space.kind === 'personal') throw personalSpaceStays({})
    if (!isTyped(confirm, space.name)) throw notConfirmed({})
    const userIds = await memberIds(tx, spaceId)
    const told = { action: 'space.deletion-asked', actorId: userId, spaceId, address: actor.address } as const
    await recordAudit(tx, { ...told, userId })
    await hideSpace(tx, { spaceId, userId, deletesAt })
    // Told as people: the space has no members any more that its log could reach.
    await deps.personLog.appendFor(tx, { userIds, events: [{ kind: 'space.changed', ids: { space_id: spaceId } }] })
    return { id: spaceId, name: space.name, deletes_at: deletesAt.toISOString() }
  })
}

/** Throws `space-not-deleted` for what is not theirs, is not deleted, or is already being erased. */
export async function restoreSpace(
  deps: DeletionDeps,
  input: { context: Context; person: Person; spaceId: SpaceId; address: string },
): Promise<void> {
  const { spaceId, person, address } = input
  await deps.database.write(input.context, async (tx) => {
    if (!(await showSpace(tx, { spaceId, now: deps.clock.now() }))) throw spaceNotDeleted({})
    const told = { action: 'space.deletion-taken-back', actorId: person.userId, spaceId, address } as const
    await recordAudit(tx, { ...told, userId: person.userId })
    await deps.personLog.append(tx, { spaceId, events: [{ kind: 'space.changed', ids: { space_id: spaceId } }] })
  })
}

export async function listDeletedSpaces(
  deps: Pick<DeletionDeps, 'database'>,
  { context }: { context: Context },
): Promise<DeletedSpace[]> {
  const rows = await deps.database.read(context, listHiddenSpaces)
  return rows.map(({ deletes_at, ...row }) => ({ ...row, deletes_at: deletes_at.toISOString() }))
}
