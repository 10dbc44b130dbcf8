import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitUpload } from './split-upload.ts'

type File = { path: string; sizeBytes: number }
const uuidOf = (number: number): string => `${String(number).padStart(8, '0')}-1111-4111-8111-111111111111`
const sizeBytes = fc.nat(60)
const parts = [
  '.metadata',
  '.content',
  '.pagedata',
  '.pdf',
  '/p1.rm',
  '/p2.rm',
  '.thumbnails/p1.png',
  '.highlights/p1.json',
]

/** A tablet's folder with documents of any parts, and loose files among them. */
const tablet = fc
  .array(fc.subarray(parts, { minLength: 1 }), { maxLength: 6 })
  .map((documents) => documents.flatMap((some, index) => some.map((part) => `xochitl/${uuidOf(index)}${part}`)))
const loose = fc.array(fc.constantFrom('a.pdf', 'b.png', 'letters/c.jpg', 'letters/d.txt', 'e', 'ü/日.md'))
const files = fc
  .tuple(tablet, loose)
  .chain(([some, others]) => fc.shuffledSubarray([...new Set([...some, ...others])]))
  .chain((paths) => fc.tuple(...paths.map((path) => sizeBytes.map((size): File => ({ path, sizeBytes: size })))))
const limits = fc.record({ filesMax: fc.integer({ min: 1, max: 9 }), bytesMax: fc.integer({ min: 1, max: 200 }) })

const documentOf = ({ path }: File): string | undefined => /^xochitl\/([0-9a-f-]{36})/.exec(path)?.[1]
const bytesOf = (batch: readonly File[]): number => batch.reduce((sum, one) => sum + one.sizeBytes, 0)
const byPath = (a: File, b: File): number => (a.path < b.path ? -1 : 1)

describe('batches of any files', () => {
  test('hold every file exactly once', () => {
    fc.assert(
      fc.property(files, limits, (all, some) => {
        expect(splitUpload(all, some).flat().toSorted(byPath)).toEqual(all.toSorted(byPath))
      }),
    )
  })

  test('never part what carries one uuid, when it describes itself', () => {
    fc.assert(
      fc.property(files, limits, (all, some) => {
        const batches = splitUpload(all, some)
        const described = new Set(all.filter(({ path }) => path.endsWith('.metadata')).map(documentOf))
        for (const uuid of described) {
          expect(batches.filter((batch) => batch.some((one) => documentOf(one) === uuid))).toHaveLength(1)
        }
      }),
    )
  })

  test('keep to the limits, unless one document alone is beyond them', () => {
    fc.assert(
      fc.property(files, limits, (all, some) => {
        for (const batch of splitUpload(all, some)) {
          const isOver = batch.length > some.filesMax || bytesOf(batch) > some.bytesMax
          if (isOver) expect(new Set(batch.map((one) => documentOf(one) ?? one.path)).size).toBe(1)
        }
      }),
    )
  })

  test('are never empty, and never so small that two in a row would fit into one', () => {
    fc.assert(
      fc.property(fc.array(sizeBytes, { maxLength: 30 }), limits, (sizes, some) => {
        const all = sizes.map((size, index): File => ({ path: `${index}.pdf`, sizeBytes: size }))
        const batches = splitUpload(all, some)
        for (const [index, batch] of batches.entries()) {
          expect(batch.length).toBeGreaterThan(0)
          const next = batches[index + 1]?.slice(0, 1) ?? []
          if (next.length === 0) continue
          const together = [...batch, ...next]
          expect(together.length > some.filesMax || bytesOf(together) > some.bytesMax).toBe(true)
        }
      }),
    )
  })
})

test('what describes only a folder of the tablet goes before every document', () => {
  const describes = ({ path }: File): boolean => /\.(metadata|content)$/.test(path)
  fc.assert(
    fc.property(files, limits, (all, some) => {
      const ordered = splitUpload(all, some).flat()
      const parts = Map.groupBy(all, documentOf)
      const isFolder = (one: File): boolean => {
        const uuid = documentOf(one)
        return uuid !== undefined && (parts.get(uuid) ?? []).every(describes)
      }
      const holdsPages = (one: File): boolean =>
        describes(one) && (parts.get(documentOf(one)) ?? []).some(({ path }) => /\.(rm|pdf)$/.test(path))
      // A batch is filled up with what comes next, so the order counts within it as well.
      const lastFolder = ordered.findLastIndex(isFolder)
      const firstDocument = ordered.findIndex(holdsPages)
      if (firstDocument >= 0) expect(lastFolder).toBeLessThan(firstDocument)
    }),
  )
})
