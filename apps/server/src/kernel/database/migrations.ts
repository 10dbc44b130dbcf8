import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'

/** A numbered step of the schema. Steps go forward only and never change once released. */
export type Migration = { number: number; name: string; sql: string; sha256: string }
export type MigrationStatus = { name: string; appliedAt: Date | undefined }

export type MigrateOptions = {
  /** Connection of the role that owns the schema. */
  ownerUrl: string
  /** Connection of the app; its role is granted what the app may do. */
  appUrl: string
  folder: string
  log: (line: string) => void
}

/** Any number that nothing else locks: one process migrates, others wait for it. */
const MIGRATION_LOCK = 4_857_001

/** A released step was edited, or the database is newer than this program: nothing was changed. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused'
}

/** Brings the schema up to date, each step in a transaction of its own. Answers the names of the steps taken. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const migrations = await readMigrations(options.folder)
  await using owner = await connect(options.ownerUrl)
  await owner.client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
  await owner.client.query(HISTORY_TABLE)
  await runMigrations({ connectionString: options.ownerUrl })
  const applied = await readHistory(owner.client)
  refuseChanged(migrations, applied)

  const missing = migrations.filter((migration) => !applied.has(migration.name))
  for (const migration of missing) {
    await applyMigration(owner.client, migration)
    options.log(`schema: ${migration.name}`)
  }
  await keepDefinerApart(owner.client)
  await grantToApp(owner.client, options.appUrl)
  return missing.map(({ name }) => name)
}

/** Every step, and when it was applied. Changes nothing, so it may run beside a server. */
export async function migrationStatus(
  options: Pick<MigrateOptions, 'ownerUrl' | 'folder'>,
): Promise<MigrationStatus[]> {
  const migrations = await readMigrations(options.folder)
  await using owner = await connect(options.ownerUrl)
  const { rows } = await owner.client.query<{ found: boolean }>(
    "select to_regclass('public.schema_history') is not null as found",
  )
  const applied = rows[0]?.found === true ? await readHistory(owner.client) : new Map<string, AppliedMigration>()
  return migrations.map(({ name }) => ({ name, appliedAt: applied.get(name)?.appliedAt }))
}

export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).toSorted()
  return Promise.all(
    names.map(async (fileName) => {
      const sql = await readFile(join(folder, fileName), 'utf8')
      const sha256 = createHash('sha256').update(sql).digest('hex')
      return { number: Number(fileName.slice(0, 4)), name: basename(fileName, '.sql'), sql, sha256 }
    }),
  )
}

const HISTORY_TABLE = `
  create table if not exists schema_history (
    name text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now()
  )`

type AppliedMigration = { sha256: string; appliedAt: Date }

async function readHistory(client: pg.Client): Promise<Map<string, AppliedMigration>> {
  const { rows } = await client.query<{ name: string; sha256: string; applied_at: Date }>(
    'select * from schema_history',
  )
  return new Map(rows.map((row) => [row.name, { sha256: row.sha256, appliedAt: row.applied_at }]))
}

function refuseChanged(migrations: Migration[], applied: Map<string, AppliedMigration>): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration.sha256]))
  for (const [name, { sha256 }] of applied) {
    if (!known.has(name)) {
      throw new MigrationRefused(
        `the database has step ${name}, which this version does not know; start the newer version`,
      )
    }
    if (known.get(name) !== sha256) {
      throw new MigrationRefused(
        `step ${name} differs from the one this database was made with; restore the released file`,
      )
    }
  }
}

async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query("select set_config('kinfolio.context', 'sweep', true)")
    await client.query(migration.sql)
    await client.query('insert into schema_history (name, sha256) values ($1, $2)', [migration.name, migration.sha256])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`schema step ${migration.name} failed; the database is as it was before it`, { cause: error })
  }
}

/**
 * Who owns the schema may hand functions to the definer role, and must not see as that role sees: its policies show
 * every row, and where one role is both owner and app, inheriting them would undo all others.
 */
async function keepDefinerApart(client: pg.Client): Promise<void> {
  await client.query(`
    do $$
    begin
      if pg_has_role('kinfolio_definer', 'usage') then
        execute format('grant kinfolio_definer to %I with inherit false, set true', current_user);
      end if;
    end $$`)
}

/** The app's role has what `kinfolio_runtime` has, under whatever name the operator gave it. */
async function grantToApp(client: pg.Client, appUrl: string): Promise<void> {
  await using app = await connect(appUrl)
  const { rows } = await app.client.query<{ role: string }>('select current_user as role')
  const role = rows[0]?.role ?? ''
  const { rows: held } = await client.query<{ held: boolean }>(
    "select pg_has_role($1, 'kinfolio_runtime', 'usage') as held",
    [role],
  )
  if (held[0]?.held !== true) await client.query(`grant kinfolio_runtime to ${pg.escapeIdentifier(role)}`)
  await refuseAllSeeing(app.client, role)
}

/** Row-level security is what keeps spaces apart; for a role that stands above it there would be none. */
async function refuseAllSeeing(app: pg.Client, role: string): Promise<void> {
  const { rows } = await app.query<{ sees_all: boolean }>(`
    select rolsuper or rolbypassrls or pg_has_role('kinfolio_definer', 'usage') as sees_all
      from pg_roles where rolname = current_user`)
  if (rows[0]?.sees_all === false) return
  throw new MigrationRefused(
    `DATABASE_URL: the role ${role} stands above row-level security; give the app a plain role of its own`,
  )
}

async function connect(connectionString: string): Promise<AsyncDisposable & { client: pg.Client }> {
  const client = new pg.Client({ connectionString, application_name: 'kinfolio-migrate' })
  await client.connect()
  return { client, [Symbol.asyncDispose]: async () => client.end() }
}
