import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planBatches } from './plan-batches.ts'

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

describe('requests planned from any files', () => {
  test('hold every file exactly once', () => {
    fc.assert(
      fc.property(files, limits, (all, some) => {
        expect(planBatches(all, some).flat().toSorted(byPath)).toEqual(all.toSorted(byPath))
      }),
    )
  })

  test('never part what carries one uuid, when it describes itself', () => {
    fc.assert(
      fc.property(files, limits, (all, some) => {
        const batches = planBatches(all, some)
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
        for (const batch of planBatches(all, some)) {
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
        const batches = planBatches(all, some)
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

test('one request holds at most 500 files and 200 MB, so that a break costs little', () => {
  const many = Array.from({ length: 501 }, (_, index): File => ({ path: `${index}.png`, sizeBytes: 1 }))
  expect(planBatches(many).map((batch) => batch.length)).toEqual([500, 1])
  const large = (odd: number): File[] =>
    [0, odd].map((more, index) => ({ path: `${index}.pdf`, sizeBytes: 1e8 + more }))
  expect([planBatches(large(0)).length, planBatches(large(1)).length]).toEqual([1, 2])
})
