import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planBatches } from './plan-batches.ts'

type File = { path: string; sizeBytes: number }
const UUIDS = ['a', 'b', 'c', 'd'].map((letter) => `${letter.repeat(8)}-0000-4000-8000-${letter.repeat(12)}`)
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/
const LIMITS = { filesMax: 5, bytesMax: 100 }

const folder = fc.constantFrom('', 'xochitl/', 'photos/', 'one/two/')
const ofTablet = fc
  .tuple(
    folder,
    fc.constantFrom(...UUIDS),
    fc.constantFrom('.metadata', '.content', '.pdf', '/0.rm', '/1.rm', '.thumbnails/0.jpg'),
  )
  .map(([place, uuid, end]) => `${place}${uuid}${end}`)
const plain = fc.tuple(folder, fc.nat({ max: 30 })).map(([place, n]) => `${place}${n}.jpg`)
const files = fc
  .array(fc.record({ path: fc.oneof(ofTablet, plain), sizeBytes: fc.nat({ max: 60 }) }), { maxLength: 60 })
  .map((all) => [...new Map(all.map((file) => [file.path, file])).values()])

/** The tablet document a file belongs to, with the folder it lies in; null for a plain file. */
function documentOf({ path }: File): string | null {
  const segments = path.split('/')
  const at = segments.findIndex((segment) => UUID.test(segment))
  return at < 0 ? null : [...segments.slice(0, at), segments[at]?.slice(0, 36)].join('/')
}
const bytesOf = (batch: readonly File[]) => batch.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
const always = (check: (input: File[], batches: File[][]) => void) =>
  fc.assert(
    fc.property(files, (input) => {
      check(input, planBatches(input, LIMITS))
    }),
    { seed: 31, numRuns: 300 },
  )

test('every file is sent, and sent once', () => {
  always((input, batches) => {
    const sent = batches.flat().map(({ path }) => path)
    expect(sent.toSorted()).toEqual(input.map(({ path }) => path).toSorted())
  })
})

test('no request is empty', () => {
  always((_, batches) => {
    expect(batches.every((batch) => batch.length > 0)).toBe(true)
  })
})

test('the files of one tablet document never come in two requests', () => {
  always((input, batches) => {
    for (const document of new Set(input.map(documentOf).filter((name) => name !== null))) {
      const holding = batches.filter((batch) => batch.some((file) => documentOf(file) === document))
      expect(holding).toHaveLength(1)
    }
  })
})

test('only one document or one file that is too large by itself makes a request too large', () => {
  always((_, batches) => {
    for (const batch of batches) {
      const fits = batch.length <= LIMITS.filesMax && bytesOf(batch) <= LIMITS.bytesMax
      const documents = new Set(batch.map(documentOf))
      const isAlone = batch.length === 1 || (documents.size === 1 && !documents.has(null))
      expect(fits || isAlone).toBe(true)
    }
  })
})

test('two requests that follow each other could not have been one', () => {
  const plainFiles = Array.from({ length: 40 }, (_, n) => ({ path: `p/${n}.jpg`, sizeBytes: (n * 37) % 60 }))
  const batches = planBatches(plainFiles, LIMITS)
  for (const [at, batch] of batches.entries()) {
    const next = batches[at + 1]?.[0]
    if (next === undefined) continue
    const together = [...batch, next]
    expect(together.length > LIMITS.filesMax || bytesOf(together) > LIMITS.bytesMax).toBe(true)
  }
})

test('what describes only a folder of the tablet goes before every document', () => {
  const describes = ({ path }: File) => /\.(metadata|content)$/.test(path)
  always((input, batches) => {
    const ordered = batches.flat()
    const isFolder = (file: File) => {
      const document = documentOf(file)
      return input.filter((other) => documentOf(other) === document).every(describes) && document !== null
    }
    const firstOther = ordered.findIndex((file) => !isFolder(file))
    const lastFolder = ordered.findLastIndex(isFolder)
    // A request is filled up with what comes next, so the order counts within it as well.
    if (firstOther >= 0 && lastFolder >= 0) expect(lastFolder).toBeLessThan(firstOther)
  })
})

test('nothing handed in is nothing sent', () => {
  expect(planBatches([])).toEqual([])
})

test('a whole tablet is planned in a moment', () => {
  const pages = Array.from({ length: 20_000 }, (_, n) => ({
    path: `xochitl/${String(n % 400).padStart(8, '0')}-0000-4000-8000-000000000000/${n}.rm`,
    sizeBytes: 40_000,
  }))
  const started = performance.now()
  expect(planBatches(pages).flat()).toHaveLength(20_000)
  expect(performance.now() - started).toBeLessThan(3_000)
})
