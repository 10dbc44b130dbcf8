import { exportAudit, exportMyAudit, listAudit, listMyAudit, mayDo, notAllowed } from '@kinfolio/contracts'
import type { Database } from '../../../kernel/database/index.ts'
import type { Actor, FileAnswer, Serve } from '../../../kernel/http/index.ts'
import { AUDIT_MEDIA_TYPES, type AuditFormat } from './audit-file.ts'
import { exportAudit as exportEntries, listAudit as listEntries } from './read-audit.ts'

export function serveAudit(serve: Serve, deps: { database: Database }): void {
  serve(listAudit, async ({ actor, context, query: { limit, cursor, ...filters } }) => {
    requireOwner(actor)
    return listEntries(deps, { context, of: { spaceId: actor.spaceId }, filters, limit, cursor })
  })
  serve(listMyAudit, async ({ person, context, query: { limit, cursor, ...filters } }) =>
    listEntries(deps, { context, of: { userId: person.userId }, filters, limit, cursor }),
  )
  serve.file(exportAudit, async ({ actor, context, query: { as, ...filters }, request, signal }) => {
    requireOwner(actor)
    const about = { context, of: { spaceId: actor.spaceId }, filters, as, address: request.ip, signal }
    return present(as, await exportEntries(deps, about))
  })
  serve.file(exportMyAudit, async ({ person, context, query: { as, ...filters }, request, signal }) => {
    const about = { context, of: { userId: person.userId }, filters, as, address: request.ip, signal }
    return present(as, await exportEntries(deps, about))
  })
}

/** Here and not by the spaces, which stand above: the table of permissions is everybody's. */
function requireOwner({ role }: Actor): void {
  if (!mayDo(role, 'read the audit log')) throw notAllowed({ action: 'read the audit log' })
}

function present(as: AuditFormat, body: AsyncIterable<Uint8Array>): FileAnswer {
  const headers = { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' }
  return { body, mediaType: AUDIT_MEDIA_TYPES[as], fileName: `kinfolio-activity.${as}`, headers }
}
