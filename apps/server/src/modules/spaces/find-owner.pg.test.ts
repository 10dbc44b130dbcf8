import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { findOwner } from './find-owner.ts'

let test_: TestDatabase
beforeAll(async () => (test_ = await openTestDatabase()))
afterAll(async () => test_[Symbol.asyncDispose]())

test('the owner of the server is the first person with a space of their own', async () => {
  const { database } = test_
  expect(await findOwner({ database })).toBeUndefined()
  await createPersonAndSpace(database, { kind: 'family' })
  expect(await findOwner({ database })).toBeUndefined()
  const first = await createPersonAndSpace(database)
  await createPersonAndSpace(database)
  expect(await findOwner({ database })).toEqual(first)
})
