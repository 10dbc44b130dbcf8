import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collectLanguageModels } from './language-models.ts'

let folder = ''

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'kinfolio-data-')), 'tessdata')
})
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }))

test('every installed language lands in one folder, and nothing half-written beside it', async () => {
  const { languages } = await collectLanguageModels(folder)
  expect(languages).toEqual(expect.arrayContaining(['deu', 'eng', 'fra']))
  expect((await readdir(folder)).toSorted()).toEqual(languages.map((code) => `${code}.traineddata.gz`).toSorted())
})

test('a file that was cut off is copied again, a whole one is left alone', async () => {
  await collectLanguageModels(folder)
  const [whole, cut] = [join(folder, 'deu.traineddata.gz'), join(folder, 'eng.traineddata.gz')]
  const before = await stat(whole)
  const size = (await stat(cut)).size
  await writeFile(cut, 'half')
  await collectLanguageModels(folder)
  expect((await stat(cut)).size).toBe(size)
  expect((await stat(whole)).mtimeMs).toBe(before.mtimeMs)
})

test('two servers may start at the same time', async () => {
  const [one, other] = await Promise.all([collectLanguageModels(folder), collectLanguageModels(folder)])
  expect(one).toEqual(other)
})
