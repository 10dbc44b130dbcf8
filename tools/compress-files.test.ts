import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compressFiles } from './compress-files.mjs'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinfolio-compress-'))
  await mkdir(join(folder, 'assets'))
})
afterEach(async () => rm(folder, { recursive: true }))

test('text worth it stands beside its compressed forms, which unpack to the same', async () => {
  const script = 'export const answer = 42\n'.repeat(100)
  await writeFile(join(folder, 'assets/index.js'), script)
  await compressFiles(folder)
  const [br, gz] = await Promise.all(['br', 'gz'].map((form) => readFile(join(folder, `assets/index.js.${form}`))))
  expect(brotliDecompressSync(br ?? '').toString()).toBe(script)
  expect(gunzipSync(gz ?? '').toString()).toBe(script)
})

test('small files, and those that are compressed already, are left alone', async () => {
  await writeFile(join(folder, 'small.css'), 'a{}')
  await writeFile(join(folder, 'font.woff2'), new Uint8Array(5_000))
  await compressFiles(folder)
  expect((await readdir(folder)).toSorted()).toEqual(['assets', 'font.woff2', 'small.css'])
})
