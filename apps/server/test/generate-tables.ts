import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { generate, PostgresDialect } from 'kysely-codegen'
import { format } from 'oxfmt'
import pg from 'pg'
import { z } from 'zod'

export const TABLES_FILE = fileURLToPath(new URL('../src/kernel/database/tables.ts', import.meta.url))

/** Ids are branded by what they name, wherever the column stands. */
const BRANDS: Record<string, string> = {
  user_id: 'UserId',
  actor_id: 'UserId',
  asked_by: 'UserId',
  on_behalf_of: 'UserId',
  created_by: 'UserId',
  updated_by: 'UserId',
  session_id: 'SessionId',
  space_id: 'SpaceId',
  collection_id: 'CollectionId',
  trashed_with: 'CollectionId',
  document_id: 'DocumentId',
  page_id: 'PageId',
  cover_page_id: 'PageId',
  reading_id: 'ReadingId',
  job_id: 'JobId',
  invitation_id: 'InvitationId',
  invited_by: 'UserId',
  device_id: 'DeviceId',
  target_device_id: 'DeviceId',
  device_key_id: 'DeviceKeyId',
  webhook_id: 'WebhookId',
  approval_id: 'ApprovalId',
}
const OWN_IDS: Record<string, string> = {
  users: 'UserId',
  sessions: 'SessionId',
  spaces: 'SpaceId',
  collections: 'CollectionId',
  documents: 'DocumentId',
  pages: 'PageId',
  readings: 'ReadingId',
  jobs: 'JobId',
  invitations: 'InvitationId',
  audit_log: 'AuditEntryId',
  device_keys: 'DeviceKeyId',
  notices: 'NoticeId',
  mails: 'MailId',
  webhooks: 'WebhookId',
  webhook_deliveries: 'WebhookDeliveryId',
  sign_in_approvals: 'ApprovalId',
}
/** Columns whose check constraint the contracts spell out as well. */
const UNIONS: Record<string, string> = {
  'jobs.state': 'JobState',
  'members.role': 'MemberRole',
  'documents.kind': 'DocumentKind',
  'pages.ocr_status': 'OcrStatus',
  'mails.state': 'MailState',
  'webhook_deliveries.state': 'WebhookDeliveryState',
  'webhooks.off_because': 'WebhookOffReason',
}
const PARENTS: Record<string, string> = { 'collections.parent_id': 'CollectionId', 'jobs.parent_id': 'JobId' }

const formatOptions = z.object({
  printWidth: z.number(),
  semi: z.boolean(),
  singleQuote: z.boolean(),
  trailingComma: z.literal('all'),
  ignorePatterns: z.array(z.string()),
})

type Column = { table_name: string; column_name: string; is_nullable: 'YES' | 'NO'; column_default: string | null }

/**
 * Writes the types of the migrated database at `url`, formatted as everything else is. With `isCheck` it writes
 * nothing and throws when the file is not what it would write.
 */
export async function generateTables(options: { url: string; isCheck: boolean }): Promise<void> {
  const wanted = await formatted(await generatedText(options.url))
  if (!options.isCheck) return writeFile(TABLES_FILE, wanted)
  if ((await readFile(TABLES_FILE, 'utf8')) === wanted) return
  throw new Error('kernel/database/tables.ts is stale: run `node apps/server/test/regenerate-tables.ts`')
}

async function generatedText(url: string): Promise<string> {
  const columns = await readColumns(url)
  const dialect = new PostgresDialect()
  const db = await dialect.introspector.connect({ connectionString: url, dialect })
  try {
    return await generate({
      db,
      dialect,
      outFile: null,
      excludePattern: '{graphile_worker.*,schema_history}',
      typeOnlyImports: true,
      typeMapping: { jsonb: 'ColumnType<unknown, string, string>' },
      customImports: Object.fromEntries(
        [...new Set([BRANDS, OWN_IDS, UNIONS].flatMap((types) => Object.values(types)))].map((name) => [
          name,
          `@kinfolio/contracts#${name}`,
        ]),
      ),
      overrides: { columns: Object.fromEntries(columns.flatMap(override)) },
    })
  } finally {
    await db.destroy()
  }
}

async function formatted(text: string): Promise<string> {
  const options: unknown = JSON.parse(await readFile(new URL('../../../.oxfmtrc.json', import.meta.url), 'utf8'))
  const { ignorePatterns: _ignored, ...style } = formatOptions.parse(options)
  return (await format(TABLES_FILE, text, style)).code
}

function override(column: Column): [string, string][] {
  const key = `${column.table_name}.${column.column_name}`
  const own = column.column_name === 'id' ? OWN_IDS[column.table_name] : undefined
  const type = own ?? BRANDS[column.column_name] ?? PARENTS[key] ?? UNIONS[key]
  if (type === undefined) return []
  const full = column.is_nullable === 'YES' ? `${type} | null` : type
  return [[key, column.column_default === null ? full : `Generated<${full}>`]]
}

async function readColumns(url: string): Promise<Column[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<Column>(
    `select table_name, column_name, is_nullable, column_default from information_schema.columns
       where table_schema = 'public' order by table_name, ordinal_position`,
  )
  await client.end()
  return rows
}
