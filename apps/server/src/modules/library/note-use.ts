import { sql } from 'kysely'
import type { AuditAction, DocumentId, SpaceId, UserId } from '@kinfolio/contracts'
import type { Context, Database } from '../../kernel/database/index.ts'
import { auditLog } from '../accounts/index.ts'

type Use = { context: Context; spaceId: SpaceId; onBehalfOf: UserId | undefined; address?: string | undefined }
type UseDeps = { database: Database }

/**
 * That somebody looked into a document: told once for each person and day, since one look is many requests. It then
 * counts as touched, and is not archived for as long again.
 */
export async function noteOpened(
  deps: UseDeps,
  { documentId, ...use }: Use & { documentId: DocumentId },
): Promise<void> {
  const entry = entryOf('document.opened', { ...use, object: { kind: 'document', id: documentId } })
  const isFirstToday = await auditLog.noteDailyAccess(deps, { context: use.context, entry })
  if (!isFirstToday) return
  await deps.database.write(use.context, async (tx) => {
    await sql`update documents set opened_at = now() where space_id = ${use.spaceId} and id = ${documentId}`.execute(tx)
  })
}

/** That somebody takes a document or the whole space away, every time. */
export async function noteExport(deps: UseDeps, use: Use & { documentId?: DocumentId }): Promise<void> {
  const { documentId } = use
  const entry =
    documentId === undefined
      ? entryOf('space.exported', { ...use, object: { kind: 'space', id: use.spaceId } })
      : entryOf('document.exported', { ...use, object: { kind: 'document', id: documentId } })
  await auditLog.noteAccess(deps, { context: use.context, entry })
}

function entryOf(action: AuditAction, use: Omit<Use, 'context'> & { object: { kind: string; id: string } }) {
  const { spaceId, onBehalfOf: actorId, address, object } = use
  return { action, spaceId, actorId, address, object }
}
