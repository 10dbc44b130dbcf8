import { type Retention, type SpaceId, TRASH_DAYS } from '@kinfolio/contracts'
import type { Context, Database, Db } from '../../../kernel/database/index.ts'
import type { PersonLog } from '../../../kernel/events/index.ts'
import type { Actor } from '../../../kernel/http/index.ts'
import { recordAudit } from '../../accounts/index.ts'
import { requirePermission } from '../../spaces/index.ts'

type ReadDeps = { database: Database }

export async function readRetention(
  { database }: ReadDeps,
  { context, spaceId }: { context: Context; spaceId: SpaceId },
): Promise<Retention> {
  return database.read(context, async (db) => findRetention(db, spaceId))
}

/** A space that never said anything keeps its trash as long as every other, and archives nothing. */
export async function findRetention(db: Db, spaceId: SpaceId): Promise<Retention> {
  const row = await db
    .selectFrom('retention_settings')
    .select(['trash_days', 'archive_days'])
    .where('space_id', '=', spaceId)
    .executeTakeFirst()
  return row ?? { trash_days: TRASH_DAYS, archive_days: null }
}

/** Throws `not-allowed`. */
export async function setRetention(
  { database, personLog }: ReadDeps & { personLog: PersonLog },
  { context, actor, retention }: { context: Context; actor: Actor; retention: Retention },
): Promise<Retention> {
  requirePermission(actor, 'set retention')
  const { spaceId, userId, address } = actor
  return database.write(context, async (tx) => {
    const row = { ...retention, updated_by: userId, updated_at: new Date() }
    await tx
      .insertInto('retention_settings')
      .values({ space_id: spaceId, ...row })
      .onConflict((conflict) => conflict.column('space_id').doUpdateSet(row))
      .execute()
    await recordAudit(tx, { action: 'retention.set', actorId: userId, spaceId, address })
    await personLog.append(tx, { spaceId, events: [{ kind: 'settings.changed', ids: { space_id: spaceId } }] })
    return retention
  })
}
