import { z } from 'zod'
import { auditAction } from './audit-actions.ts'
import { auditEntryId, userId } from './ids.ts'
import { fileRoute, listQuery, nextCursor, route } from './route.ts'

const auditPerson = z.object({ id: userId, name: z.string() })

export const auditEntry = z.object({
  id: auditEntryId,
  at: z.iso.datetime(),
  /** `noun.verb`; one that this version does not know may come from a newer server on the same database. */
  action: z.string(),
  /** Who did it; null where `actor_kind` says who it was instead. */
  actor: auditPerson.nullable(),
  actor_kind: z.enum(['person', 'gone', 'stranger', 'server']),
  /** Whose account or membership it was about, where it was somebody’s. */
  person: auditPerson.nullable(),
  object: z.object({ kind: z.string(), id: z.uuid() }).nullable(),
  /** The address it came from; empty where none is known. */
  address: z.string(),
})
export type AuditEntry = z.infer<typeof auditEntry>

const filters = {
  action: auditAction.optional(),
  /** Only what this person did. */
  by: userId.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
}
const answer = z.object({ entries: z.array(auditEntry), next_cursor: nextCursor })
const asFile = z.enum(['csv', 'jsonl']).default('csv')
const produces = ['text/csv', 'application/x-ndjson'] as const

export const listAudit = route({
  method: 'GET',
  path: '/api/audit',
  summary: 'What happened in the space, newest first, for its owners',
  tag: 'audit',
  access: 'space',
  scope: 'manage',
  query: z.object({ ...listQuery, ...filters }),
  answer,
  problems: [],
})

export const exportAudit = fileRoute({
  path: '/api/audit/export',
  summary: 'What happened in the space, as a table or as lines of JSON, for its owners',
  tag: 'audit',
  access: 'space',
  scope: 'manage',
  query: z.object({ ...filters, as: asFile }),
  produces,
  problems: [],
})

export const listMyAudit = route({
  method: 'GET',
  path: '/api/me/audit',
  summary: 'What happened to the account of who is signed in, newest first',
  tag: 'audit',
  access: 'person',
  query: z.object({ ...listQuery, ...filters }),
  answer,
  problems: [],
})

export const exportMyAudit = fileRoute({
  path: '/api/me/audit/export',
  summary: 'What happened to the account of who is signed in, as a table or as lines of JSON',
  tag: 'audit',
  access: 'person',
  query: z.object({ ...filters, as: asFile }),
  produces,
  problems: [],
})
