import { describe, expect, test } from 'vitest'
import { splitUpload } from './split-upload.ts'

const uuid = (digit: number): string => `${String(digit).repeat(8)}-1111-4111-8111-111111111111`
const file = (path: string, sizeBytes = 1) => ({ path, sizeBytes })
const pages = (digit: number, count: number) =>
  Array.from({ length: count }, (_, index) => file(`x/${uuid(digit)}/page-${index}.rm`))
const notebook = (digit: number, count: number) => [
  file(`x/${uuid(digit)}.metadata`),
  file(`x/${uuid(digit)}.content`),
  ...pages(digit, count),
]
const sizes = (batches: readonly unknown[][]) => batches.map((batch) => batch.length)
const paths = (batches: readonly { path: string }[][]) => batches.map((batch) => batch.map(({ path }) => path))

describe('files become batches', () => {
  test('of one, when they fit', () => {
    const files = [file('letter.pdf'), file('photos/1.jpg')]
    expect(splitUpload(files, { filesMax: 2, bytesMax: 2 })).toEqual([files])
  })

  test('that hold no more than the limits', () => {
    const files = Array.from({ length: 7 }, (_, index) => file(`${index}.pdf`, 10))
    expect(sizes(splitUpload(files, { filesMax: 3, bytesMax: 25 }))).toEqual([2, 2, 2, 1])
    expect(sizes(splitUpload(files, { filesMax: 3, bytesMax: 1_000 }))).toEqual([3, 3, 1])
  })

  test('and a file larger than a batch may be goes alone', () => {
    const files = [file('small.pdf', 10), file('huge.pdf', 900), file('other.pdf', 10)]
    expect(sizes(splitUpload(files, { filesMax: 500, bytesMax: 100 }))).toEqual([1, 1, 1])
  })

  test('and one document of the tablet is never parted, however large', () => {
    const batches = splitUpload([...notebook(1, 9), ...notebook(2, 2), file('a.pdf')], { filesMax: 5, bytesMax: 100 })
    expect(sizes(batches)).toEqual([11, 5])
    expect(new Set(batches[0]?.map(({ path }) => path.slice(2, 38)))).toEqual(new Set([uuid(1)]))
  })

  test('and documents of one uuid in two copied folders are two', () => {
    const copied = ['one', 'two'].flatMap((folder) =>
      ['content', 'pdf'].map((end) => file(`${folder}/${uuid(1)}.${end}`)),
    )
    expect(paths(splitUpload(copied, { filesMax: 2, bytesMax: 100 }))).toEqual([
      [`one/${uuid(1)}.content`, `one/${uuid(1)}.pdf`],
      [`two/${uuid(1)}.content`, `two/${uuid(1)}.pdf`],
    ])
  })

  test('with the folders of the tablet before what lies in them', () => {
    const folder = [file(`x/${uuid(9)}.metadata`), file(`x/${uuid(9)}.content`)]
    const batches = splitUpload([...notebook(1, 2), ...folder], { filesMax: 4, bytesMax: 100 })
    expect(batches[0]).toEqual(folder)
  })

  test('and every file is in exactly one, whatever belongs to a document', () => {
    const files = [
      ...notebook(1, 3),
      file(`x/${uuid(1)}.pdf`, 60),
      file(`x/${uuid(1)}.pagedata`),
      file(`x/${uuid(1)}.thumbnails/page-0.png`),
      file(`x/${uuid(1)}.highlights/page-0.json`),
      file(`x/${uuid(1)}/page-0-metadata.json`),
      file(`x/${uuid(1)}/page-0/picture.png`),
      file(`x/${uuid(1)}.tombstone.json`),
      file('note.txt', 300),
      file('deep/er/scan.jpg'),
    ]
    const batches = splitUpload(files, { filesMax: 4, bytesMax: 100 })
    expect(
      batches
        .flat()
        .map(({ path }) => path)
        .toSorted(),
    ).toEqual(files.map(({ path }) => path).toSorted())
  })

  test('and two files of one name are both kept', () => {
    const both = [file('scan.png', 1), file('scan.png', 2)]
    expect(splitUpload(both, { filesMax: 5, bytesMax: 100 })).toEqual([both])
  })

  test('nothing becomes no batch', () => {
    expect(splitUpload([], { filesMax: 5, bytesMax: 100 })).toEqual([])
  })
})

test('a whole tablet is split in a moment', () => {
  const tablet = Array.from({ length: 20_000 }, (_, index) =>
    file(`xochitl/${String(index % 400).padStart(8, '0')}-0000-4000-8000-000000000000/${index}.rm`, 40_000),
  )
  const startedAt = process.cpuUsage()
  expect(splitUpload(tablet, { filesMax: 500, bytesMax: 200_000_000 }).flat()).toHaveLength(20_000)
  // In CPU, which other programs do not change.
  expect(process.cpuUsage(startedAt).user / 1_000).toBeLessThan(3_000)
})
