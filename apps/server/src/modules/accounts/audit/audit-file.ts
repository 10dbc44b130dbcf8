import type { AuditEntry } from '@kinfolio/contracts'

export type AuditFormat = 'csv' | 'jsonl'

export const AUDIT_MEDIA_TYPES = { csv: 'text/csv', jsonl: 'application/x-ndjson' } as const

const COLUMNS = ['at', 'action', 'actor', 'actor_id', 'actor_kind', 'person', 'object_kind', 'object_id', 'address']

/** The log as a table with a line of names, or as one JSON object a line. */
export async function* auditFile(
  format: AuditFormat,
  portions: AsyncIterable<readonly AuditEntry[]>,
): AsyncGenerator<Uint8Array> {
  if (format === 'csv') yield Buffer.from(`${COLUMNS.join(',')}\r\n`)
  const line = format === 'csv' ? csvLine : (entry: AuditEntry): string => `${JSON.stringify(entry)}\n`
  for await (const entries of portions) if (entries.length > 0) yield Buffer.from(entries.map(line).join(''))
}

function csvLine({ at, action, actor, actor_kind, person, object, address }: AuditEntry): string {
  const cells = [at, action, actor?.name, actor?.id, actor_kind, person?.name, object?.kind, object?.id, address]
  return `${cells.map((cell) => csvCell(cell ?? '')).join(',')}\r\n`
}

/**
 * RFC 4180. A name that a spreadsheet would take for a formula gets an apostrophe before it: the person who opens the
 * file is not the one who chose the name.
 */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
