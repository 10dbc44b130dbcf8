import { spaceId, userId } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import type { Database } from '../../../kernel/database/index.ts'
import { mayImport } from './may-import.ts'

const home = spaceId.parse('01890000-0000-7000-8000-000000000001')
const ada = userId.parse('01890000-0000-7000-8000-000000000002')
const into = {
  context: { kind: 'person', userId: ada, spaceId: home },
  spaceId: home,
  onBehalfOf: ada,
  collectionId: null,
} as const

test.each([
  ['member', 1],
  ['view_only', 0],
] as const)('a %s who wants to hand in pages gets %i workers ready', async (role, warmed) => {
  let warms = 0
  // At the top of the library there is no folder to look for.
  const database: Database = Object.create(null)
  await mayImport({ database, pool: { warm: () => void warms++ } }, { ...into, writer: { role } }).catch(
    () => undefined,
  )
  expect(warms).toBe(warmed)
})
