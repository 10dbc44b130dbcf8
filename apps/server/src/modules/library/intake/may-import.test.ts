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
  const quotas = { requireRoomForBytes: async () => undefined }
  const deps = { database, quotas, pool: { warm: () => void warms++ } }
  await mayImport(deps, { ...into, writer: { role } }).catch(() => undefined)
  expect(warms).toBe(warmed)
})

test('no worker gets ready for files that the plan has no room for, and the size that was announced is asked about', async () => {
  const [asked, warmed]: [number[], string[]] = [[], []]
  const full = new Error('no room')
  const quotas = {
    requireRoomForBytes: async ({ sizeBytes }: { sizeBytes: number }) => {
      asked.push(sizeBytes)
      throw full
    },
  }
  const deps = { database: Object.create(null), quotas, pool: { warm: () => void warmed.push('warm') } }
  const writer = { role: 'member' } as const
  await expect(mayImport(deps, { ...into, writer, announcedBytes: 10 * 1024 * 1024 })).rejects.toBe(full)
  await expect(mayImport(deps, { ...into, writer })).rejects.toBe(full)
  // What stands between the files of a request is not theirs.
  expect([asked, warmed]).toEqual([[6 * 1024 * 1024, 0], []])
})
