import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { absentWhenMissing, isThere } from './absent.ts'
import { HELD, removeOld } from './remove-old.ts'

const folder = await mkdtemp(join(tmpdir(), 'kinfolio-remove-'))
const path = join(folder, 'blob')
const olderThan = new Date(Date.now() - 3_600_000)

beforeEach(async () => {
  await mkdir(join(folder, HELD), { recursive: true })
  await writeFile(path, 'bytes')
})
afterAll(async () => rm(folder, { recursive: true }))

const grow = async (seconds: number): Promise<void> => utimes(path, seconds, seconds)

test('a file that is as old as the moment stays, one that is older goes', async () => {
  await grow(olderThan.getTime() / 1_000)
  expect([await removeOld({ folder, path, olderThan }), await isThere(path)]).toEqual([false, true])
  await grow(olderThan.getTime() / 1_000 - 1)
  expect([await removeOld({ folder, path, olderThan }), await isThere(path)]).toEqual([true, false])
  expect(await removeOld({ folder, path, olderThan })).toBe(false)
})

test('a file that becomes young while it is taken away is put back', async () => {
  for (let round = 0; round < 300; round++) {
    await writeFile(path, 'bytes')
    await grow(0)
    const removal = removeOld({ folder, path, olderThan })
    await grow(Date.now() / 1_000).catch(absentWhenMissing)
    const isKept = await isThere(path)
    const isRemoved = await removal
    if (isKept) expect([isRemoved, await isThere(path)]).toEqual([false, true])
  }
  expect(await readdir(join(folder, HELD))).toEqual([])
})

test('of many removals at once one does it', async () => {
  await grow(0)
  const all = await Promise.all(Array.from({ length: 20 }, async () => removeOld({ folder, path, olderThan })))
  expect(all.filter((isRemoved) => isRemoved)).toHaveLength(1)
})
