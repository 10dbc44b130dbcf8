import pg from 'pg'
import { DatabaseStartError } from './kernel/database/embedded/index.ts'

const CONNECT_TIMEOUT_MS = 10_000
/** The oldest PostgreSQL that has all we use, as it counts its versions. */
const VERSION_MIN = 160_000

/**
 * Connects once to each address that the operator named, so that a wrong one is told by the name of its setting and not
 * by whatever fails first. Throws `DatabaseStartError`; its line holds no password.
 */
export async function checkDatabaseUrls(named: Record<string, string | undefined>): Promise<void> {
  for (const [setting, url] of Object.entries(named)) {
    if (url !== undefined) await checkDatabaseUrl({ setting, url })
  }
}

async function checkDatabaseUrl({ setting, url }: { setting: string; url: string }): Promise<void> {
  const version = await readVersion(url).catch((cause: NodeJS.ErrnoException) => {
    // A name with several addresses fails with one error for all, which has a code and no message.
    const why = cause.message === '' ? cause.code : cause.message
    throw new DatabaseStartError('unreachable', `${setting}: the database cannot be used (${why})`, { cause })
  })
  if (version < VERSION_MIN) {
    const words = `${setting}: PostgreSQL ${VERSION_MIN / 10_000} or newer is needed, and this one counts itself as ${version}`
    throw new DatabaseStartError('other-version', words)
  }
}

async function readVersion(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  await client.connect()
  try {
    const { rows } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    )
    return rows[0]?.version ?? 0
  } finally {
    await client.end()
  }
}
