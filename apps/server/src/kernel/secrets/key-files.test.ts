import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { forgetSecret, keptSecret } from './key-files.ts'

let folder = ''
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'kinfolio-keys-')), 'keys')
})
afterEach(() => rm(join(folder, '..'), { recursive: true }))

test('a secret is made once, for the server’s user alone', async () => {
  const first = await keptSecret(folder, { name: 'master', make: () => 'one' })
  const second = await keptSecret(folder, { name: 'master', make: () => 'two' })
  expect([first, second]).toEqual(['one', 'one'])
  expect((await stat(join(folder, 'master'))).mode & 0o777).toBe(0o600)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

test('processes that start together agree on one secret and leave no draft', async () => {
  const made = await Promise.all(
    Array.from({ length: 8 }, (_, n) => keptSecret(folder, { name: 'master', make: () => `secret ${n}` })),
  )
  expect(new Set(made).size).toBe(1)
  expect(await readdir(folder)).toEqual(['master'])
})

test('a forgotten secret is made anew', async () => {
  await keptSecret(folder, { name: 'code', make: () => 'one' })
  await forgetSecret(folder, 'code')
  expect(await keptSecret(folder, { name: 'code', make: () => 'two' })).toBe('two')
})

test('a secret that cannot be made leaves nothing, so that the next start makes it', async () => {
  const failing = keptSecret(folder, { name: 'master', make: async () => Promise.reject(new Error('no entropy')) })
  await expect(failing).rejects.toThrow('no entropy')
  expect(await readdir(folder)).toEqual([])
  expect(await keptSecret(folder, { name: 'master', make: () => 'one' })).toBe('one')
})

test('a secret is kept to the letter', async () => {
  const odd = ' {"kty":"OKP"}\n\u00e4 '
  expect(await keptSecret(folder, { name: 'odd', make: async () => odd })).toBe(odd)
  expect(await keptSecret(folder, { name: 'odd', make: () => 'other' })).toBe(odd)
})

test('what was written over a secret by hand counts, also when it is empty', async () => {
  await keptSecret(folder, { name: 'master', make: () => 'one' })
  await writeFile(join(folder, 'master'), '')
  expect(await keptSecret(folder, { name: 'master', make: () => 'two' })).toBe('')
})

test('a place where nothing can be kept is told, and not taken for an absent secret', async () => {
  await mkdir(join(folder, 'master'), { recursive: true })
  await expect(keptSecret(folder, { name: 'master', make: () => 'one' })).rejects.toThrow('EISDIR')
})

test('forgetting what is not there is no failure', async () => {
  await expect(forgetSecret(folder, 'never')).resolves.toBeUndefined()
})
