import { appendFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { onDatabase } from '../../../test/cluster.ts'
import { SQL_FOLDER } from '../../../test/database.ts'
import { migrate, MigrationRefused, migrationStatus } from './index.ts'

let folders: string
beforeAll(async () => {
  folders = await mkdtemp(join(tmpdir(), 'kinfolio-steps-'))
})
afterAll(async () => rm(folders, { recursive: true, force: true }))

type Empty = AsyncDisposable & { ownerUrl: string; appUrl: string; folder: string; log: (line: string) => void }

/** An empty database, and a folder of steps that a test may change. */
async function openEmpty(): Promise<Empty> {
  const cluster = inject('cluster')
  const name = `empty_${crypto.randomUUID().replaceAll('-', '')}`
  const folder = await mkdtemp(join(folders, 'steps-'))
  await cp(SQL_FOLDER, folder, { recursive: true })
  await query(cluster.adminUrl, `create database ${name} owner kinfolio_owner`)
  return {
    ownerUrl: onDatabase(cluster.ownerUrl, name),
    appUrl: onDatabase(cluster.appUrl, name),
    folder,
    log: () => undefined,
    [Symbol.asyncDispose]: async () => {
      // Connections that were ended a moment ago are let go, not cut: their pool is no longer there to hear of it.
      const used = `select from pg_stat_activity where datname = '${name}'`
      while ((await query(cluster.adminUrl, used)).length > 0) await sleep(10)
      await query(cluster.adminUrl, `drop database ${name}`)
    },
  }
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

describe('migration', () => {
  test('takes every step once, in order, and says which are there', async () => {
    await using empty = await openEmpty()
    const before = await migrationStatus(empty)
    expect(before.length).toBeGreaterThan(2)
    expect(before.every(({ appliedAt }) => appliedAt === undefined)).toBe(true)
    const taken = await migrate(empty)
    expect(taken).toEqual(before.map(({ name }) => name))
    expect(taken).toEqual(taken.toSorted())
    expect(await migrate(empty)).toEqual([])
    expect((await migrationStatus(empty)).every(({ appliedAt }) => appliedAt instanceof Date)).toBe(true)
    // The app may do what it needs and cannot change the schema.
    expect(await query(empty.appUrl, 'select count(*)::int as jobs from jobs')).toEqual([{ jobs: 0 }])
    await expect(query(empty.appUrl, 'drop table jobs')).rejects.toThrow('must be owner')
  })

  test('adds a new step to a database that has the others', async () => {
    await using empty = await openEmpty()
    await migrate(empty)
    await writeFile(join(empty.folder, '9000-next.sql'), 'create table next_thing (id int)')
    expect(await migrate(empty)).toEqual(['9000-next'])
  })

  test('refuses a step that was changed after it was taken', async () => {
    await using empty = await openEmpty()
    const [first] = await migrate(empty)
    await appendFile(join(empty.folder, `${first}.sql`), '\n-- a later thought')
    await writeFile(join(empty.folder, '9000-next.sql'), 'create table next_thing (id int)')
    const refused = migrate(empty)
    await expect(refused).rejects.toBeInstanceOf(MigrationRefused)
    await expect(refused).rejects.toThrow(`${first} differs`)
    expect(await query(empty.ownerUrl, "select to_regclass('next_thing') as made")).toEqual([{ made: null }])
  })

  test('refuses a database that a newer version has worked on', async () => {
    await using empty = await openEmpty()
    await migrate(empty)
    await query(empty.ownerUrl, "insert into schema_history (name, sha256) values ('9999-future', 'x')")
    const refused = migrate(empty)
    await expect(refused).rejects.toBeInstanceOf(MigrationRefused)
    await expect(refused).rejects.toThrow('start the newer version')
  })

  test('leaves the database as it was before a step that fails', async () => {
    await using empty = await openEmpty()
    await migrate(empty)
    await writeFile(join(empty.folder, '9000-half.sql'), 'create table half (id int); select 1 / 0;')
    await expect(migrate(empty)).rejects.toThrow('9000-half failed')
    expect(await query(empty.ownerUrl, "select to_regclass('half') as made")).toEqual([{ made: null }])
    expect((await migrationStatus(empty)).at(-1)).toEqual({ name: '9000-half', appliedAt: undefined })
  })

  test('by several processes at once takes every step once', async () => {
    await using empty = await openEmpty()
    const taken = await Promise.all([migrate(empty), migrate(empty), migrate(empty)])
    expect(taken.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([
      0,
      0,
      (await migrationStatus(empty)).length,
    ])
  })

  test('that fails at a later step keeps the earlier ones, and goes on there once it is put right', async () => {
    await using empty = await openEmpty()
    await migrate(empty)
    await writeFile(join(empty.folder, '9000-good.sql'), 'create table good (id int)')
    const bad = join(empty.folder, '9001-bad.sql')
    await writeFile(bad, 'create table bad (id int); insert into nowhere values (1)')
    await expect(migrate(empty)).rejects.toMatchObject({ cause: { message: expect.stringContaining('"nowhere"') } })
    expect(await query(empty.ownerUrl, "select to_regclass('good') as good, to_regclass('bad') as bad")).toEqual([
      { good: 'good', bad: null },
    ])
    // The lock was given back too: another process would wait for ever otherwise.
    await writeFile(bad, 'create table bad (id int)')
    expect(await migrate(empty)).toEqual(['9001-bad'])
  })

  test('waits for another process that is at it, and then finds nothing left to do', async () => {
    await using empty = await openEmpty()
    await migrate(empty)
    const other = new pg.Client({ connectionString: empty.ownerUrl })
    await other.connect()
    await other.query('select pg_advisory_lock(4857001)')
    let isOver = false
    const waiting = migrate(empty).finally(() => (isOver = true))
    await sleep(200)
    expect(isOver).toBe(false)
    await other.end()
    expect(await waiting).toEqual([])
  })

  test('takes files that are numbered steps and leaves all others alone', async () => {
    await using empty = await openEmpty()
    const before = (await migrationStatus(empty)).length
    for (const name of [
      'README.md',
      '9000.sql',
      '9000-Next.sql',
      '90000-next.sql',
      '9000-next.sql.bak',
      'x9000-next.sql',
    ]) {
      await writeFile(join(empty.folder, name), 'this is no SQL')
    }
    expect((await migrate(empty)).length).toBe(before)
  })

  test('tells each step as it takes it', async () => {
    await using empty = await openEmpty()
    const lines: string[] = []
    const taken = await migrate({ ...empty, log: (line) => lines.push(line) })
    expect(lines).toEqual(taken.map((name) => `schema: ${name}`))
  })

  test('is looked at without touching the database', async () => {
    await using empty = await openEmpty()
    await migrationStatus(empty)
    expect(await query(empty.ownerUrl, "select to_regclass('public.schema_history') as made")).toEqual([{ made: null }])
  })

  test('works with one role for schema and app, and its policies hold for that role as well', async () => {
    await using empty = await openEmpty()
    await migrate({ ...empty, appUrl: empty.ownerUrl })
    expect(await migrate({ ...empty, appUrl: empty.ownerUrl })).toEqual([])
    expect(await query(empty.ownerUrl, 'select count(*)::int as spaces from spaces')).toEqual([{ spaces: 0 }])
    const unasked = "insert into spaces (id, kind, name) values (gen_random_uuid(), 'family', 'X')"
    await expect(query(empty.ownerUrl, unasked)).rejects.toThrow('row-level security')
  })

  test('leaves no role that sees every row: not the owner of the schema, nor who may hand functions over', async () => {
    await using empty = await openEmpty()
    await migrate(empty)
    const seeing = `select pg_has_role('kinfolio_definer', 'usage') as inherits, pg_has_role('kinfolio_definer', 'set') as may_hand_over`
    expect(await query(empty.ownerUrl, seeing)).toEqual([{ inherits: false, may_hand_over: true }])
    expect(await query(empty.appUrl, seeing)).toEqual([{ inherits: false, may_hand_over: false }])
  })

  test('refuses to serve through a role that stands above row-level security', async () => {
    await using empty = await openEmpty()
    const appUrl = onDatabase(inject('cluster').adminUrl, new URL(empty.appUrl).pathname.slice(1))
    const refused = migrate({ ...empty, appUrl })
    await expect(refused).rejects.toBeInstanceOf(MigrationRefused)
    await expect(refused).rejects.toThrow('DATABASE_URL: the role postgres stands above row-level security')
  })

  test('of a database that is not there says so', async () => {
    await using empty = await openEmpty()
    const nowhere = onDatabase(empty.ownerUrl, 'no_such_database')
    await expect(migrate({ ...empty, ownerUrl: nowhere })).rejects.toThrow('does not exist')
  })
})
