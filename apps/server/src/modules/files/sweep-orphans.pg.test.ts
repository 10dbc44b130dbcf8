import { createHash } from 'node:crypto'
import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Sha256, sha256 as sha256Schema, spaceId } from '@kinfolio/contracts'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import type { Blobs } from '../../kernel/blobs/blobs.port.ts'
import { openBlobs } from '../../kernel/blobs/index.ts'
import { SWEEP } from '../../kernel/database/index.ts'
import { createFiles, insertStoredFiles } from './index.ts'
import { unnamedAmong } from './stored-file.queries.ts'
import { createOrphanSweep, ORPHAN_GRACE_DAYS, sweepOrphans } from './sweep-orphans.ts'

const DAY_MS = 86_400_000
const never = new AbortController().signal

let house: TestDatabase
let folder: string
let blobs: Blobs
let ada: Awaited<ReturnType<typeof createPersonAndSpace>>
let nowMs: number
let told: string[]
beforeEach(async () => {
  house = await openTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'kinfolio-orphans-'))
  blobs = await openBlobs({ storage: 'fs', folder })
  ada = await createPersonAndSpace(house.database)
  ;[nowMs, told] = [Date.now(), []]
})
afterEach(async () => {
  await house[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const note = (_about: object, text: string): void => void told.push(text)
const deps = () => ({
  blobs,
  database: house.database,
  clock: { now: () => new Date(nowMs) },
  log: { debug: note, info: note, warn: note, error: note },
})
const sweep = async (): Promise<number> => sweepOrphans(deps(), { signal: never })

/** Bytes in the store, last put so many days ago. */
async function put(text: string, { daysAgo = 0 } = {}): Promise<Sha256> {
  const { sha256 } = await blobs.put(Buffer.from(text))
  const at = new Date(nowMs - daysAgo * DAY_MS)
  await utimes(join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256), at, at)
  return sha256
}

async function name(person: typeof ada, sha256: Sha256): Promise<void> {
  const files = [{ sha256, sizeBytes: 1 }]
  const context = { kind: 'person', ...person } as const
  await house.database.write(context, async (tx) => insertStoredFiles(tx, { spaceId: person.spaceId, files }))
}

async function named(text: string): Promise<Sha256> {
  const sha256 = await put(text, { daysAgo: 400 })
  await name(ada, sha256)
  return sha256
}

const isThere = async (sha256: Sha256): Promise<boolean> => (await blobs.size(sha256)) !== undefined

describe('bytes in the store', () => {
  test('go when no row names them and they have lain for longer than a week', async () => {
    await named('a letter')
    const orphan = await put('aborted', { daysAgo: ORPHAN_GRACE_DAYS + 0.01 })
    expect(await sweep()).toBe(1)
    expect(await isThere(orphan)).toBe(false)
    expect(told).toEqual(['files: bytes that no row names were removed'])
  })

  test('stay, however old, when a row of any space names them', async () => {
    const ben = await createPersonAndSpace(house.database)
    const hers = await named('a letter')
    const his = await put('his letter', { daysAgo: 400 })
    await name(ben, his)
    expect(await sweep()).toBe(0)
    expect([await isThere(hers), await isThere(his)]).toEqual([true, true])
  })

  test('stay while they are young: their rows may still come', async () => {
    await named('a letter')
    const young = await put('on its way', { daysAgo: ORPHAN_GRACE_DAYS - 0.01 })
    expect(await sweep()).toBe(0)
    expect(await isThere(young)).toBe(true)
    nowMs += DAY_MS
    expect(await sweep()).toBe(1)
  })

  test('stay when they are handed in again after the database was asked, and before they would go', async () => {
    await named('a letter')
    const again = await put('sent twice', { daysAgo: 30 })
    // Handed in again a day ago, as the sweep sees it.
    nowMs += DAY_MS
    const files = createFiles({ blobs })
    const remove: Blobs['remove'] = async (sha256, limits) => {
      const arriving = { path: 'twice.txt', bytes: chunksOf('sent twice') }
      await files.keepFiles({
        files: only(arriving),
        limits: { filesMax: 1, fileBytesMax: 1_000 },
        signal: never,
      })
      return blobs.remove(sha256, limits)
    }
    expect(await sweepOrphans({ ...deps(), blobs: { ...blobs, remove } }, { signal: never })).toBe(0)
    await name(ada, again)
    nowMs += 30 * DAY_MS
    expect(await sweep()).toBe(0)
    expect(await isThere(again)).toBe(true)
  })

  test('survive a hundred sweeps that meet as many uploads of them', async () => {
    await named('a letter')
    for (let round = 0; round < 100; round++) {
      const sha256 = await put('again and again', { daysAgo: 30 })
      const upload = sleep(round % 8).then(async () => blobs.put(Buffer.from('again and again')))
      await Promise.all([sweep(), upload])
      expect(await isThere(sha256)).toBe(true)
    }
  })

  test('stay when the database names less than half of them: it is another one, or an old copy', async () => {
    await named('a letter')
    const lost = await Promise.all(['b', 'c'].map(async (text) => put(text, { daysAgo: 30 })))
    expect(await sweep()).toBe(0)
    expect(await Promise.all(lost.map(isThere))).toEqual([true, true])
    expect(told).toEqual(['files: most stored bytes have no row here; nothing is removed'])
  })

  test('stay when the server stops before their turn', async () => {
    await named('a letter')
    const orphan = await put('aborted', { daysAgo: 30 })
    expect(await sweepOrphans(deps(), { signal: AbortSignal.abort() })).toBe(0)
    expect(await isThere(orphan)).toBe(true)
  })
})

test('the store is looked through an hour after the start, and then once a day', async () => {
  for (const text of ['a', 'b', 'c', 'd']) await named(text)
  const sweepWhenDue = createOrphanSweep(deps())
  const isSwept = async (): Promise<boolean> => {
    const orphan = await put(`aborted ${nowMs}`, { daysAgo: 30 })
    await sweepWhenDue(never)
    return !(await isThere(orphan))
  }
  expect(await isSwept()).toBe(false)
  nowMs += 3_600_000
  expect(await isSwept()).toBe(true)
  nowMs += DAY_MS - 1
  expect(await isSwept()).toBe(false)
  nowMs += 1
  expect(await isSwept()).toBe(true)
})

describe('the database', () => {
  test('answers only the sweep: to others, rows that they may not see would be none', async () => {
    const hash = sha256Schema.parse(createHash('sha256').update('x').digest('hex'))
    expect(await house.database.read(SWEEP, async (db) => unnamedAmong(db, [hash]))).toEqual([hash])
    for (const context of [
      { kind: 'person', ...ada } as const,
      { kind: 'sign-in' } as const,
      { kind: 'job', spaceId: spaceId.parse(ada.spaceId), onBehalfOf: undefined } as const,
    ]) {
      const asked = house.database.read(context, async (db) => unnamedAmong(db, [hash]))
      await expect(asked).rejects.toThrow('only the sweep')
    }
  })

  test('has no column with the hash of bytes that does not refer to a stored file', async () => {
    const owner = new pg.Client({ connectionString: house.ownerUrl })
    await owner.connect()
    const { rows } = await owner.query<{ name: string }>(`
      select c.relname || '.' || a.attname as name
        from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relname <> 'stored_files'
        join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
       where a.attname like '%sha256' and not a.attisdropped
         and exists (select from pg_attribute s where s.attrelid = c.oid and s.attname = 'space_id')
         and not exists (select from pg_constraint f where f.conrelid = c.oid and f.contype = 'f'
           and f.confrelid = 'stored_files'::regclass and a.attnum = any(f.conkey))
       order by 1`)
    await owner.end()
    // What a document is known by is a hash of several hashes, and of a secret only the hash is kept: they name no bytes.
    expect(rows.map(({ name: column }) => column)).toEqual([
      'api_keys.key_sha256',
      'documents.identity_sha256',
      'invitations.secret_sha256',
    ])
  })
})

async function* only<Thing>(thing: Thing): AsyncGenerator<Thing> {
  yield thing
}

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
