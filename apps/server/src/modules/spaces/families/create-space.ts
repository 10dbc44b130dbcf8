import { OWNED_SPACES_MAX, type Space, spaceId, tooManySpaces, type UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { goOnAs, SIGN_IN, type Tx } from '../../../kernel/database/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { recordAudit } from '../../accounts/index.ts'
import type { SpaceDeps } from '../space-deps.ts'

export type NewFamily = { userId: UserId; name: string; address: string }

/**
 * A family space with one owner. Begun in the sign-in context, since nobody is in the space yet, and gone on with as the
 * person.
 */
export async function createSpace(deps: SpaceDeps, input: NewFamily): Promise<Space> {
  const id = newId(spaceId)
  return deps.database.write(SIGN_IN, async (tx) => {
    await tx.insertInto('spaces').values({ id, kind: 'family', name: input.name }).execute()
    await tx.insertInto('members').values({ space_id: id, user_id: input.userId, role: 'owner' }).execute()
    await goOnAs(tx, input.userId)
    await requireFewSpaces(tx, input.userId)
    await recordAudit(tx, { action: 'space.created', actorId: input.userId, spaceId: id, address: input.address })
    await deps.personLog.append(tx, { spaceId: id, events: [{ kind: 'space.changed', ids: { space_id: id } }] })
    return { id, kind: 'family', name: input.name, role: 'owner' }
  })
}

/** Counted with the new one in it, one creation of a person after the other. */
async function requireFewSpaces(tx: Tx, userId: UserId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`spaces of ${userId}`}, 0))`.execute(tx)
  const { owned } = await tx
    .selectFrom('members')
    .innerJoin('spaces', 'spaces.id', 'members.space_id')
    .select(({ fn }) => fn.countAll<string>().as('owned'))
    .where('members.user_id', '=', userId)
    .where('members.role', '=', 'owner')
    .where('spaces.kind', '=', 'family')
    .executeTakeFirstOrThrow()
  if (Number(owned) > OWNED_SPACES_MAX) throw tooManySpaces({ limit_spaces: OWNED_SPACES_MAX })
}
