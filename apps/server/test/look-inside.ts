import pg from 'pg'
import type { TestDatabase } from './database.ts'

/** Rows as nobody but the cluster's superuser sees them: to look at what a test did, never for what is tested. */
export async function lookInside(
  data: Pick<TestDatabase, 'adminUrl'>,
  query: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const admin = new pg.Client({ connectionString: data.adminUrl })
  await admin.connect()
  try {
    return (await admin.query<Record<string, unknown>>(query, values)).rows
  } finally {
    await admin.end()
  }
}
