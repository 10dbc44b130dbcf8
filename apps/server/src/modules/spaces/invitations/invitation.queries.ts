import {
  type Invitation,
  type InvitationId,
  type InvitationKind,
  type InvitedRole,
  invitationKind,
  invitedRole,
  type SpaceId,
  type UserId,
} from '@kinfolio/contracts'
import { type Insertable, sql } from 'kysely'
import type { DB, Db, Tx } from '../../../kernel/database/index.ts'
import { type InvitationState, WRONG_GUESSES_MAX } from './invitation.ts'

/** What is known of an invitation to whoever holds its secret, and of the person who would accept it. */
export type HeldInvitation = InvitationState & {
  id: InvitationId
  space_id: SpaceId
  role: InvitedRole
  space_name: string
  invited_by: string | null
  /** Whether the person is in the space, or was let in by this very invitation before. */
  is_member: boolean
  was_used: boolean
}

/** In the sign-in context. */
export async function findInvitation(
  db: Db,
  at: { sha256: Buffer; userId: UserId | undefined },
): Promise<HeldInvitation | undefined> {
  const { rows } = await sql<HeldInvitation>`
    select * from sign_in_invitation(${at.sha256}, ${at.userId ?? null}::uuid)`.execute(db)
  return rows[0]
}

/** In the sign-in context: the invitation and its space, until the transaction ends. */
export async function lockInvitation(tx: Tx, sha256: Buffer): Promise<void> {
  await sql`select sign_in_lock_invitation(${sha256})`.execute(tx)
}

/** In the sign-in context. */
export async function countWrongCode(tx: Tx, now: Date): Promise<void> {
  await sql`select sign_in_wrong_code(${now})`.execute(tx)
}

export async function insertInvitation(tx: Tx, row: Insertable<DB['invitations']>): Promise<void> {
  await tx.insertInto('invitations').values(row).execute()
}

export async function countUse(tx: Tx, at: { id: InvitationId; spaceId: SpaceId; userId: UserId }): Promise<void> {
  await tx
    .updateTable('invitations')
    .set((eb) => ({ uses: eb('uses', '+', 1) }))
    .where('id', '=', at.id)
    .execute()
  await tx
    .insertInto('invitation_uses')
    .values({ invitation_id: at.id, space_id: at.spaceId, user_id: at.userId })
    .execute()
}

/** Newest first. */
export async function listOpenInvitations(db: Db, at: { spaceId: SpaceId; now: Date }): Promise<Invitation[]> {
  const rows = await open(db, at)
    .leftJoin(sql<{ user_id: UserId; name: string }>`members_of(${at.spaceId}::uuid)`.as('inviter'), (join) =>
      join.onRef('inviter.user_id', '=', 'invitations.invited_by'),
    )
    .select(['invitations.id', 'kind', 'invitations.role', 'invitations.email', 'created_at'])
    .select(['expires_at', 'uses', 'uses_max'])
    .select('inviter.name as invited_by')
    .orderBy('invitations.id', 'desc')
    .execute()
  return rows.map((row) => ({
    ...row,
    kind: invitationKind.parse(row.kind),
    role: invitedRole.parse(row.role),
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
  }))
}

export async function countOpenInvitations(
  db: Db,
  at: { spaceId: SpaceId; now: Date; kind?: InvitationKind },
): Promise<number> {
  const all = open(db, at).select(({ fn }) => fn.countAll<string>().as('count'))
  const counted = at.kind === undefined ? all : all.where('kind', '=', at.kind)
  return Number((await counted.executeTakeFirstOrThrow()).count)
}

/** True when there was one to take back. */
export async function revokeInvitation(
  tx: Tx,
  at: { spaceId: SpaceId; id: InvitationId; now: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('invitations')
    .set({ revoked_at: at.now })
    .where('space_id', '=', at.spaceId)
    .where('id', '=', at.id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** All that this person has invited to. */
export async function revokeInvitationsOf(tx: Tx, at: { spaceId: SpaceId; userId: UserId; now: Date }): Promise<void> {
  await tx
    .updateTable('invitations')
    .set({ revoked_at: at.now })
    .where('space_id', '=', at.spaceId)
    .where('invited_by', '=', at.userId)
    .where('revoked_at', 'is', null)
    .execute()
}

/** As `isOpen` has it, asked of the database. */
function open(db: Db, { spaceId, now }: { spaceId: SpaceId; now: Date }) {
  return db
    .selectFrom('invitations')
    .where('space_id', '=', spaceId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .whereRef('uses', '<', 'uses_max')
    .where((eb) => eb.or([eb('kind', '!=', 'code'), eb('wrong_guesses', '<', WRONG_GUESSES_MAX)]))
}
