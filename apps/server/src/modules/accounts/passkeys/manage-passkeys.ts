import { type Passkey, type PasskeyId, passkeyNotFound, type UserId } from '@kinfolio/contracts'
import { recordAudit } from '../audit.queries.ts'
import type { Visitor } from '../open-session.ts'
import type { PasskeyDeps } from './passkey-deps.ts'
import { deletePasskey, listPasskeyRows, lockPasskey, renamePasskeyRow } from './passkey.queries.ts'
import { presentPasskey } from './present-passkey.ts'
import { tellAccountChange } from './tell-account-change.ts'
import { requireAnotherWay } from './ways-to-sign-in.ts'

type OfPerson = { userId: UserId; passkeyId: PasskeyId; visitor: Visitor }

export async function listPasskeys(deps: PasskeyDeps, { userId }: { userId: UserId }): Promise<Passkey[]> {
  const rows = await deps.database.read({ kind: 'person', userId }, async (db) => listPasskeyRows(db, userId))
  return rows.map(presentPasskey)
}

/** Throws `passkey-not-found`. */
export async function renamePasskey(deps: PasskeyDeps, at: OfPerson & { name: string }): Promise<Passkey> {
  const { userId, passkeyId, visitor } = at
  return deps.database.write({ kind: 'person', userId }, async (tx) => {
    const row = await renamePasskeyRow(tx, { id: passkeyId, name: at.name })
    if (row === undefined) throw passkeyNotFound({ passkey_id: passkeyId })
    const about = { userId, object: { kind: 'passkey', id: passkeyId }, address: visitor.address }
    await recordAudit(tx, { action: 'passkey.renamed', actorId: userId, ...about })
    await deps.personLog.appendFor(tx, { userIds: [userId], events: [{ kind: 'account.changed', ids: {} }] })
    return presentPasskey(row)
  })
}

/** Throws `passkey-not-found`, and `last-way-to-sign-in` for what nothing else stands beside. */
export async function removePasskey(deps: PasskeyDeps, { userId, passkeyId, visitor }: OfPerson): Promise<void> {
  await deps.database.write({ kind: 'person', userId }, async (tx) => {
    const row = await lockPasskey(tx, { passkeyId })
    if (row === undefined) throw passkeyNotFound({ passkey_id: passkeyId })
    await requireAnotherWay(tx, { userId, issuers: deps.issuers })
    await deletePasskey(tx, passkeyId)
    const about = { userId, visitor, object: { kind: 'passkey', id: passkeyId } }
    await tellAccountChange(deps, { tx, ...about, action: 'passkey.removed', change: 'passkey-removed' })
  })
}
