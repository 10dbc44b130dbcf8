import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFiles } from './find-files.ts'

const one = '11111111-1111-4111-8111-111111111111'
const two = '22222222-2222-4222-8222-222222222222'
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinfolio-find-'))
  for (const path of [
    `xochitl/${one}.metadata`,
    `xochitl/${one}.content`,
    `xochitl/${one}/p1.rm`,
    `xochitl/${one}.thumbnails/p1.png`,
    `xochitl/${two}.metadata`,
    'letters/1963/may.jpg',
    'letters/.DS_Store',
    'one.pdf',
  ]) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), path)
  }
  await symlink(join(folder, 'letters'), join(folder, 'letters', 'round'))
})
afterAll(async () => rm(folder, { recursive: true }))

const found = async (...paths: string[]): Promise<string[]> => {
  const { files } = await findFiles(paths.map((path) => join(folder, path)))
  return files.map(({ path }) => path).toSorted()
}

test('a folder is walked whole, under its own name, without what desktops leave behind', async () => {
  expect(await found('letters')).toEqual(['letters/1963/may.jpg'])
  expect(await found('xochitl')).toHaveLength(5)
})

test.each(['', '.metadata', '.content'])(
  'a document of a tablet comes whole when its %j part is named',
  async (part) => {
    expect(await found(`xochitl/${one}${part}`)).toEqual([
      `${one}.content`,
      `${one}.metadata`,
      `${one}.thumbnails/p1.png`,
      `${one}/p1.rm`,
    ])
  },
)

test('a file that is named twice is handed in once', async () => {
  expect(await found('one.pdf', 'one.pdf', 'letters', 'letters/1963/may.jpg')).toEqual([
    'letters/1963/may.jpg',
    'one.pdf',
  ])
})

test('a link is followed when it is given and passed over inside a folder', async () => {
  await symlink(join(folder, 'one.pdf'), join(folder, 'link.pdf'))
  expect(await found('link.pdf')).toEqual(['link.pdf'])
  expect(await found('letters')).toEqual(['letters/1963/may.jpg'])
})

test('what is missing is named, and the rest is found', async () => {
  const { files, unreadable } = await findFiles([join(folder, 'nowhere'), join(folder, 'one.pdf')])
  expect(files.map(({ sizeBytes }) => sizeBytes)).toEqual(['one.pdf'.length])
  expect(unreadable).toEqual([{ path: join(folder, 'nowhere'), code: 'ENOENT' }])
})
