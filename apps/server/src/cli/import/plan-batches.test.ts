import { describe, expect, test } from 'vitest'
import { planBatches } from './plan-batches.ts'

const uuid = (digit: number): string => `${String(digit).repeat(8)}-1111-4111-8111-111111111111`
const file = (path: string, sizeBytes = 1) => ({ path, sizeBytes })
const pages = (digit: number, count: number) =>
  Array.from({ length: count }, (_, index) => file(`x/${uuid(digit)}/page-${index}.rm`))
const notebook = (digit: number, count: number) => [
  file(`x/${uuid(digit)}.metadata`),
  file(`x/${uuid(digit)}.content`),
  ...pages(digit, count),
]

describe('files become requests', () => {
  test('that hold no more than the limits', () => {
    const batches = planBatches(
      Array.from({ length: 7 }, (_, index) => file(`${index}.pdf`, 10)),
      { filesMax: 3, bytesMax: 25 },
    )
    expect(batches.map((batch) => batch.length)).toEqual([2, 2, 2, 1])
  })

  test('and one document of the tablet is never parted, however large', () => {
    const batches = planBatches([...notebook(1, 9), ...notebook(2, 2), file('a.pdf')], { filesMax: 5, bytesMax: 100 })
    expect(batches.map((batch) => batch.length)).toEqual([11, 5])
    expect(new Set(batches[0]?.map(({ path }) => path.slice(2, 38)))).toEqual(new Set([uuid(1)]))
  })

  test('with the folders of the tablet before what lies in them', () => {
    const folder = [file(`x/${uuid(9)}.metadata`), file(`x/${uuid(9)}.content`)]
    const batches = planBatches([...notebook(1, 2), ...folder], { filesMax: 4, bytesMax: 100 })
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
    const batches = planBatches(files, { filesMax: 4, bytesMax: 100 })
    expect(batches.flat().toSorted((a, b) => a.path.localeCompare(b.path))).toEqual(
      files.toSorted((a, b) => a.path.localeCompare(b.path)),
    )
  })

  test('nothing becomes no request', () => {
    expect(planBatches([])).toEqual([])
  })
})
