import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type SpaceId, spaceId, type UserId, userId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, migrate, openDatabase, SIGN_IN } from '../src/kernel/database/index.ts'
import { newId } from '../src/kernel/ids.ts'
import { onDatabase, type TestClusterUrls } from './cluster.ts'

/** A migrated database of its own for one test file; removed when it is disposed. */
export type TestDatabase = AsyncDisposable & {
  /** As the server has it: the plain app role, every policy applies. */
  database: Database
  ownerUrl: string
  appUrl: string
  directUrl: string
  /** The cluster's superuser, to look at what no role may see. Never for what is tested. */
  adminUrl: string
}

export const SQL_FOLDER = fileURLToPath(new URL('../src/sql', import.meta.url))

const TEMPLATE = 'kinfolio_template'
/** Any number that nothing else locks in a test cluster. */
const TEMPLATE_LOCK = 4_857_002
const CONNECTIONS_MAX = 8
/** SQLSTATE object_in_use. */
const IN_USE = '55006'

/** Migrates once per cluster, into a template, and copies that for each caller. */
export async function openTestDatabase(options: { connectionsMax?: number } = {}): Promise<TestDatabase> {
  const cluster = inject('cluster')
  await makeTemplate(cluster)
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  await asAdmin(cluster, async (admin) =>
    admin.query(`create database ${name} owner kinfolio_owner template ${TEMPLATE}`),
  )
  const [ownerUrl, appUrl] = [onDatabase(cluster.ownerUrl, name), onDatabase(cluster.appUrl, name)]
  const [directUrl, adminUrl] = [onDatabase(cluster.directUrl, name), onDatabase(cluster.adminUrl, name)]
  const connectionsMax = options.connectionsMax ?? CONNECTIONS_MAX
  const database = openDatabase({ url: appUrl, connectionsMax, onError: () => undefined })
  return {
    database,
    ownerUrl,
    appUrl,
    directUrl,
    adminUrl,
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]()
      await asAdmin(cluster, async (admin) => dropDatabase(admin, name))
    },
  }
}

/** Makes every connection tell at once what it has read so far; by itself it does so a second later. */
export async function flushStatistics(database: Database): Promise<void> {
  await untilEnded(database)
  const flush = async (): Promise<unknown> =>
    database.read(SIGN_IN, async (db) => sql`select pg_stat_force_next_flush()`.execute(db))
  await Promise.all(Array.from({ length: database.connections().total }, flush))
  await untilEnded(database)
}

/** A read answers before its transaction has ended: waits for the end of all that were begun. */
async function untilEnded(database: Database): Promise<void> {
  for (let at = database.connections(); at.idle < at.total; at = database.connections()) await sleep(1)
}

/** A person and the space they own: the least that content needs. */
export async function createPersonAndSpace(
  database: Database,
  about: { name?: string; kind?: 'personal' | 'family' } = {},
): Promise<{ userId: UserId; spaceId: SpaceId }> {
  const person = newId(userId)
  const space = newId(spaceId)
  const name = about.name ?? 'Ada'
  await database.write(SIGN_IN, async (tx) => {
    await tx
      .insertInto('users')
      .values({ id: person, email: `${person}@example.org`, name })
      .execute()
    await tx
      .insertInto('spaces')
      .values({ id: space, kind: about.kind ?? 'personal', name })
      .execute()
  })
  await addMember(database, { userId: person, spaceId: space, role: 'owner' })
  return { userId: person, spaceId: space }
}

export async function addMember(
  database: Database,
  member: { userId: UserId; spaceId: SpaceId; role: 'owner' | 'admin' | 'member' | 'view_only' },
): Promise<void> {
  const { userId: user_id, spaceId: space_id, role } = member
  await database.write(SIGN_IN, async (tx) => tx.insertInto('members').values({ user_id, space_id, role }).execute())
}

async function makeTemplate(cluster: TestClusterUrls): Promise<void> {
  await asAdmin(cluster, async (admin) => {
    // Test files run in processes of their own: one migrates, the others wait for it.
    await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [TEMPLATE])
    if (rowCount !== 0) return
    await admin.query(`create database ${TEMPLATE} owner kinfolio_owner`)
    try {
      const [ownerUrl, appUrl] = [onDatabase(cluster.ownerUrl, TEMPLATE), onDatabase(cluster.appUrl, TEMPLATE)]
      await migrate({ ownerUrl, appUrl, folder: SQL_FOLDER, log: () => undefined })
    } catch (error) {
      await admin.query(`drop database ${TEMPLATE} with (force)`)
      throw error
    }
  })
}

/** Waits a few seconds for connections that are closing: a pool is done before they are, and would hear them break off. */
async function dropDatabase(admin: pg.Client, name: string): Promise<void> {
  try {
    await admin.query(`drop database ${name}`)
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === IN_USE)) throw error
    await admin.query(`drop database ${name} with (force)`)
  }
}

async function asAdmin<Answer>(cluster: TestClusterUrls, work: (admin: pg.Client) => Promise<Answer>): Promise<Answer> {
  const admin = new pg.Client({ connectionString: cluster.adminUrl })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}
