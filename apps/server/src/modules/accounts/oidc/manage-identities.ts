import { type Identity, type IdentityId, identityNotFound, type UserId } from '@kinfolio/contracts'
import type { Visitor } from '../open-session.ts'
import { tellAccountChange } from '../passkeys/tell-account-change.ts'
import { requireAnotherWay } from '../passkeys/ways-to-sign-in.ts'
import { deleteIdentity, listIdentityRows, lockIdentity } from './identity.queries.ts'
import type { OidcDeps } from './oidc-deps.ts'

export async function listIdentities(deps: OidcDeps, { userId }: { userId: UserId }): Promise<Identity[]> {
  const rows = await deps.database.read({ kind: 'person', userId }, async (db) => listIdentityRows(db, userId))
  return rows.map((row) => ({
    id: row.id,
    provider: deps.providers.nameOf(row.issuer) ?? row.issuer,
    label: row.label,
    is_usable: deps.providers.nameOf(row.issuer) !== undefined,
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
  }))
}

/** Throws `identity-not-found`, and `last-way-to-sign-in` for what nothing else stands beside. */
export async function unlinkIdentity(
  deps: OidcDeps,
  { userId, identityId, visitor }: { userId: UserId; identityId: IdentityId; visitor: Visitor },
): Promise<void> {
  await deps.database.write({ kind: 'person', userId }, async (tx) => {
    if (!(await lockIdentity(tx, identityId))) throw identityNotFound({ identity_id: identityId })
    await requireAnotherWay(tx, { userId, issuers: deps.providers.issuers })
    await deleteIdentity(tx, identityId)
    const about = { userId, visitor, object: { kind: 'identity', id: identityId } }
    await tellAccountChange(deps, { tx, ...about, action: 'identity.unlinked', change: 'identity-unlinked' })
  })
}
