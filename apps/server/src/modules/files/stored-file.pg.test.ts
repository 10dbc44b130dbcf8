import { createHash } from 'node:crypto'
import { sha256, type Sha256 } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { hashBytes, insertStoredFiles, type StoredFile } from './index.ts'

let house: TestDatabase
let ada: Awaited<ReturnType<typeof createPersonAndSpace>>
let ben: typeof ada
beforeAll(async () => {
  house = await openTestDatabase()
})
beforeEach(async () => {
  ada = await createPersonAndSpace(house.database)
  ben = await createPersonAndSpace(house.database)
})
afterAll(async () => house[Symbol.asyncDispose]())

const hashOf = (text: string): Sha256 => sha256.parse(createHash('sha256').update(text).digest('hex'))
const as = (person: typeof ada) => ({ kind: 'person', ...person }) as const
const letter: StoredFile = { sha256: hashOf('letter'), sizeBytes: 6 }

const store = async (person: typeof ada, files: readonly StoredFile[]) =>
  house.database.write(as(person), async (tx) => insertStoredFiles(tx, { spaceId: person.spaceId, files }))
/** Whether a person sees the row that says that a space, their own unless named, has these bytes. */
async function has(person: typeof ada, hash: Sha256, spaceId = person.spaceId): Promise<boolean> {
  const rows = await house.database.read({ kind: 'person', userId: person.userId }, async (db) =>
    db
      .selectFrom('stored_files')
      .select('size_bytes')
      .where('space_id', '=', spaceId)
      .where('sha256', '=', hashBytes(hash))
      .execute(),
  )
  return rows.length === 1
}

describe('bytes of a space', () => {
  test('are its own from the moment they are stored', async () => {
    expect(await has(ada, letter.sha256)).toBe(false)
    await store(ada, [letter])
    expect(await has(ada, letter.sha256)).toBe(true)
  })

  test('are nobody else’s, although the same hash lies in the same store: knowing a hash is not having the bytes', async () => {
    await store(ada, [letter])
    expect(await has(ben, letter.sha256)).toBe(false)
    expect(await has(ben, letter.sha256, ada.spaceId)).toBe(false)
  })

  test('can be said to be kept twice, in one request and in two', async () => {
    await store(ada, [letter, letter])
    await store(ada, [letter])
    const rows = await house.database.read(as(ada), async (db) => db.selectFrom('stored_files').selectAll().execute())
    expect(rows.map(({ sha256: hash, size_bytes }) => [hash.toString('hex'), Number(size_bytes)])).toEqual([
      [letter.sha256, 6],
    ])
  })

  test('may be as large as an upload may be', async () => {
    const huge: StoredFile = { sha256: hashOf('huge'), sizeBytes: 5 * 1024 ** 3 }
    await store(ada, [huge])
    const row = await house.database.read(as(ada), async (db) =>
      db.selectFrom('stored_files').select('size_bytes').executeTakeFirstOrThrow(),
    )
    expect(Number(row.size_bytes)).toBe(5 * 1024 ** 3)
  })

  test('of a whole tablet are stored at once', async () => {
    // Beyond 65,535 values a statement with one parameter for each would be refused.
    const many = Array.from({ length: 40_000 }, (_, n) => ({ sha256: hashOf(`file ${n}`), sizeBytes: n }))
    await store(ada, many)
    expect(await has(ada, hashOf('file 39999'))).toBe(true)
  })

  test('cannot be put into a space one is not in', async () => {
    const smuggled = house.database.write(as(ben), async (tx) =>
      insertStoredFiles(tx, { spaceId: ada.spaceId, files: [letter] }),
    )
    await expect(smuggled).rejects.toThrow('row-level security')
  })

  test('of nothing are no statement at all', async () => {
    await expect(store(ada, [])).resolves.toBeUndefined()
  })
})

test('a hash has one form in text and one in bytes', () => {
  expect(hashBytes(letter.sha256)).toHaveLength(32)
  expect(hashBytes(letter.sha256).toString('hex')).toBe(letter.sha256)
})
