// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { chooseFiles } from './choose-files.ts'
import { answerChooser } from './chooser.testing.ts'
import { isLitter } from './picked-file.ts'
import { readDrop } from './read-drop.ts'

type Entry = {
  isFile: boolean
  isDirectory: boolean
  fullPath: string
  file?: (found: (file: File) => void, failed: (error: Error) => void) => void
  createReader?: () => { readEntries: (found: (entries: Entry[]) => void) => void }
}
const PORTION = 100

/** A file as browsers hand it out: by a callback, which may also fail. */
const aFile = (fullPath: string, content: string | null = 'x'): Entry => ({
  isFile: true,
  isDirectory: false,
  fullPath,
  file: (found, failed) =>
    content === null
      ? failed(new DOMException('It cannot be read', 'NotReadableError'))
      : found(new File([content], fullPath.split('/').at(-1) ?? '')),
})
/** A folder as browsers hand it out: in portions, the last one empty. */
const aFolder = (fullPath: string, children: Entry[]): Entry => ({
  isFile: false,
  isDirectory: true,
  fullPath,
  createReader() {
    const left = [...children]
    return { readEntries: (found) => found(left.splice(0, PORTION)) }
  },
})
function drop(entries: (Entry | null)[], files: File[] = [], taken: () => void = () => undefined): DataTransfer {
  const items = entries.map((entry) => ({ webkitGetAsEntry: () => (taken(), entry) }))
  // Only what the reading of a drop looks at; a browser alone can make a whole one.
  return { items, files } as unknown as DataTransfer
}
const paths = (picked: readonly { path: string }[]) => picked.map(({ path }) => path)

test('files that lie side by side come in under their own names, in one order', async () => {
  const picked = await readDrop(drop([aFile('/b.pdf', 'bb'), aFile('/a.rm', 'a')]))
  expect(picked.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
    ['a.rm', 1],
    ['b.pdf', 2],
  ])
})

test('folders are walked through to the bottom, and paths begin with what was dropped', async () => {
  const inner = aFolder('/xochitl/1', [aFile('/xochitl/1/0.rm'), aFile('/xochitl/1/1.rm')])
  const picked = await readDrop(drop([aFolder('/xochitl', [inner, aFile('/xochitl/1.metadata')]), aFile('/z.pdf')]))
  expect(paths(picked)).toEqual(['xochitl/1.metadata', 'xochitl/1/0.rm', 'xochitl/1/1.rm', 'z.pdf'])
})

test('a folder that is handed out in portions comes in whole', async () => {
  const many = Array.from({ length: PORTION * 3 + 1 }, (_, n) => aFile(`/many/${n}.jpg`))
  expect(await readDrop(drop([aFolder('/many', many)]))).toHaveLength(PORTION * 3 + 1)
})

test('a folder as deep as a path may be is read without a fault', async () => {
  let path = ''
  let entry: Entry | null = null
  const depth = 2_000
  const names = Array.from({ length: depth }, (_, n) => (path += `/${n}`))
  for (const name of names.toReversed()) entry = aFolder(name, [entry ?? aFile(`${name}/page.rm`)])
  expect(paths(await readDrop(drop([entry])))).toEqual([`${path.slice(1)}/page.rm`])
})

test('what operating systems leave behind is not handed in, wherever it lies', async () => {
  const litter = ['.DS_Store', 'Thumbs.db', 'desktop.ini']
  const entries = litter.flatMap((name) => [aFile(`/${name}`), aFolder('/f', [aFile(`/f/${name}`)])])
  expect(await readDrop(drop([...entries, aFile('/DS_Store.pdf')]))).toHaveLength(1)
  expect(['a/.DS_Store', '.DS_Store', 'a/b/Thumbs.db'].every(isLitter)).toBe(true)
  expect(['.DS_Store/a.pdf', 'my Thumbs.db.pdf', 'a', ''].some(isLitter)).toBe(false)
})

test('an empty folder is no fault and no file', async () => {
  expect(await readDrop(drop([aFolder('/empty', [])]))).toEqual([])
})

test('a file the browser cannot read is said, instead of being left out in silence', async () => {
  await expect(readDrop(drop([aFile('/gone.pdf', null)]))).rejects.toThrow('It cannot be read')
})

test('text or a picture dragged from a page brings the files it carries, if any', async () => {
  expect(await readDrop(drop([null]))).toEqual([])
  expect(paths(await readDrop(drop([null], [new File(['x'], 'photo.png')])))).toEqual(['photo.png'])
})

test('entries are taken at once, since the browser takes them back after the event', () => {
  let isOver = false
  const reading = readDrop(
    drop([aFile('/a.pdf'), aFile('/b.pdf')], [], () => {
      if (isOver) throw new Error('asked too late')
    }),
  )
  isOver = true
  return expect(reading).resolves.toHaveLength(2)
})

test('chosen files come in under their names, several at once', async () => {
  const chooser = answerChooser([
    ['a.pdf', 'aa'],
    ['b.png', 'b'],
  ])
  expect((await chooseFiles({ isFolder: false })).map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
    ['a.pdf', 2],
    ['b.png', 1],
  ])
  expect(chooser).toEqual({ isOpened: true, isMultiple: true, isFolder: false })
})

test('a chosen folder keeps the paths within it and leaves the litter out', async () => {
  const chooser = answerChooser([
    ['xochitl/1/0.rm', 'x'],
    ['xochitl/.DS_Store', 'x'],
  ])
  expect(paths(await chooseFiles({ isFolder: true }))).toEqual(['xochitl/1/0.rm'])
  expect(chooser.isFolder).toBe(true)
})

test('a chooser that is closed again brings nothing', async () => {
  const chooser = answerChooser([])
  expect(await chooseFiles({ isFolder: false })).toEqual([])
  expect(chooser.isOpened).toBe(true)
})
