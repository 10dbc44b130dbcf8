import pg from 'pg'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { generateTables } from '../../../test/generate-tables.ts'

test('the types of the tables are those of the migrated database, and a stray column is noticed', async () => {
  await using house = await openTestDatabase()
  await generateTables({ url: house.ownerUrl, isCheck: true })
  const owner = new pg.Client({ connectionString: house.ownerUrl })
  await owner.connect()
  await owner.query('alter table spaces add column colour text')
  await owner.end()
  await expect(generateTables({ url: house.ownerUrl, isCheck: true })).rejects.toThrow('regenerate-tables')
})
