import type { SpaceId, UserId } from '@kinfolio/contracts'
import { type Database, SWEEP, type Tx } from '../../../kernel/database/index.ts'
import { recordAudit } from '../../accounts/index.ts'
import { eraseSpaceRow, hideSpaceNow, inheritSpace, listDueSpaces, listOwnedSpaces } from './space-deletion.queries.ts'

/** What the erasure of spaces and people asks of this module. Everything works for the sweep. */
export const spaceErasure = {
  listDue: async ({ database }: { database: Database }, now: Date): Promise<SpaceId[]> =>
    database.read(SWEEP, async (db) => listDueSpaces(db, now)),

  eraseRow: async ({ database }: { database: Database }, id: SpaceId): Promise<void> =>
    database.write(SWEEP, async (tx) => eraseSpaceRow(tx, id)),

  /**
   * The personal space of a person who goes, and the spaces where nobody else is, are due at once. One that others came to
   * since the person asked gets a new owner, so that it is not left without.
   */
  releaseOwned: async ({ database }: { database: Database }, { userId, now }: { userId: UserId; now: Date }) =>
    database.write(SWEEP, async (tx) => {
      for (const { id: spaceId, has_others, has_other_owner } of await listOwnedSpaces(tx, userId)) {
        if (!has_others) await hideSpaceNow(tx, { spaceId, now })
        else if (!has_other_owner) await handDown(tx, { spaceId, from: userId })
      }
    }),
}

async function handDown(tx: Tx, at: { spaceId: SpaceId; from: UserId }): Promise<void> {
  const heir = await inheritSpace(tx, at)
  if (heir !== undefined) {
    await recordAudit(tx, { action: 'space.inherited', actorId: undefined, spaceId: at.spaceId, userId: heir })
  }
}
