import { appendFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
    [Symbol.asyncDispose]: async () => void (await query(cluster.adminUrl, `drop database ${name} with (force)`)),
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
})
