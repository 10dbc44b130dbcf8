import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMigrations } from '../../kernel/database/migrations.ts'
import { UsageError } from '../command.ts'
import { beginStep } from './begin-step.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinfolio-steps-'))
  await writeFile(join(folder, '0041-first.sql'), 'select 1')
})
afterAll(async () => rm(folder, { recursive: true }))

test('the next step has the next number, a header, and is found by the migrations', async () => {
  const path = await beginStep(folder, 'add-tags')
  expect(path).toBe(join(folder, '0042-add-tags.sql'))
  expect(await readFile(path, 'utf8')).toMatch(/^-- Step 0042: /)
  expect((await readMigrations(folder)).map(({ name }) => name)).toEqual(['0041-first', '0042-add-tags'])
})

test.each(['Add Tags', '../escape', '', 'add_tags', '-tags'])('a step is not called %j', async (name) => {
  await expect(beginStep(folder, name)).rejects.toBeInstanceOf(UsageError)
})
