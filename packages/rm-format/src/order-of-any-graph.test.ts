import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CrdtId } from './scene.ts'
import { NO_ID } from './crdt-id.ts'
import { orderEntries } from './crdt-order.ts'
import type { SequenceEntry } from './crdt-order.ts'

// The same cases on every run, so that what is red today was red yesterday.
fc.configureGlobal({ seed: 226 })

/**
 * The rule as the tablet has it, worked out the slow way: of the entries nobody still waited for stands before, the
 * higher author goes first, then the lower counter; a neighbour that is not there is the start or the end.
 */
function orderByTheRule(entries: readonly SequenceEntry[]): number[] | undefined {
  const firstWith = new Map<string, number>()
  entries.forEach(({ id }, index) => {
    if (!firstWith.has(name(id))) firstWith.set(name(id), index)
  })
  const edges = entries.flatMap(({ left, right }, index) => {
    const before = firstWith.get(name(left))
    const after = firstWith.get(name(right))
    return [
      ...(before === undefined ? [] : [[before, index] as const]),
      ...(after === undefined ? [] : [[index, after] as const]),
    ]
  })
  const waiting = new Set(entries.keys())
  const order: number[] = []
  while (waiting.size > 0) {
    const ready = [...waiting].filter((index) => !edges.some(([from, to]) => to === index && waiting.has(from)))
    const [next] = ready.toSorted((a, b) => compare(entries[a]?.id ?? NO_ID, entries[b]?.id ?? NO_ID) || a - b)
    if (next === undefined) return undefined
    order.push(next)
    waiting.delete(next)
  }
  return order
}

const name = ({ author, counter }: CrdtId): string => `${author}:${counter}`
const compare = (a: CrdtId, b: CrdtId): number => b.author - a.author || a.counter - b.counter

const idOf = (highest: number): fc.Arbitrary<CrdtId> =>
  fc.record({ author: fc.nat({ max: 4 }), counter: fc.integer({ min: 1, max: highest }) })

/** Entries whose neighbours are drawn from a hidden order, so that they never contradict each other. */
const consistent = fc
  .uniqueArray(idOf(40), { selector: name, maxLength: 24 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id, index) =>
        fc.record({
          id: fc.constant(id),
          left: fc.constantFrom(NO_ID, { author: 9, counter: 9 }, ...ids.slice(0, index)),
          right: fc.constantFrom(NO_ID, { author: 9, counter: 8 }, ...ids.slice(index + 1)),
        }),
      ),
    ),
  )
  .chain((entries) => fc.shuffledSubarray(entries, { minLength: entries.length }))

/** Entries that may point anywhere, also at themselves, and may share an id. */
const anything = fc.array(fc.record({ id: idOf(6), left: idOf(8), right: idOf(8) }), { maxLength: 8 })

describe('the order of a sequence', () => {
  test('is that of the rule, whatever the neighbours and the order of the file', () => {
    fc.assert(
      fc.property(consistent, (entries) => {
        expect(orderEntries(entries)).toEqual(orderByTheRule(entries))
      }),
      { numRuns: 300 },
    )
  })

  test('does not exist exactly when the entries contradict each other', () => {
    fc.assert(
      fc.property(anything, (entries) => {
        expect(orderEntries(entries)).toEqual(orderByTheRule(entries))
      }),
      { numRuns: 500 },
    )
  })

  test('is a permutation: nothing is dropped and nothing comes twice', () => {
    fc.assert(
      fc.property(consistent, (entries) => {
        const places = entries.map((_, index) => index)
        expect(orderEntries(entries)?.toSorted((a, b) => a - b)).toEqual(places)
      }),
      { numRuns: 100 },
    )
  })

  test('stays when entries are stored in another order', () => {
    const both = consistent.chain((entries) =>
      fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
    )
    fc.assert(
      fc.property(both, ([stored, shuffled]) => {
        const ids = (list: SequenceEntry[]): (CrdtId | undefined)[] | undefined =>
          orderEntries(list)?.map((index) => list[index]?.id)
        expect(ids(shuffled)).toEqual(ids(stored))
      }),
      { numRuns: 200 },
    )
  })
})

describe('a page written from start to end is taken as it stands only when it is', () => {
  const chain = [1, 2, 3].map((counter) => ({
    id: { author: 1, counter },
    left: counter === 1 ? NO_ID : { author: 1, counter: counter - 1 },
    right: NO_ID,
  }))
  test('a right neighbour counts, though every entry follows the one before it', () => {
    const last = chain[2]
    if (last === undefined) throw new Error('a chain of three was made')
    expect(orderEntries([...chain.slice(0, 2), { ...last, right: { author: 1, counter: 1 } }])).toBeUndefined()
  })

  test('a left neighbour of another author is another entry', () => {
    const [one, two, three] = [5, 3, 9].map((counter) => ({ author: 1, counter }))
    if (one === undefined || two === undefined || three === undefined) throw new Error('three ids were given')
    const entries = [
      { id: one, left: NO_ID, right: NO_ID },
      // 2:5 is not there, so the second entry hangs on nothing, and the lower counter comes first.
      { id: two, left: { author: 2, counter: 5 }, right: NO_ID },
      { id: three, left: two, right: NO_ID },
    ]
    expect(orderEntries(entries)).toEqual([1, 0, 2])
  })

  test('an id of nothing in it is no neighbour of what follows', () => {
    expect(orderEntries([{ id: NO_ID, left: NO_ID, right: NO_ID }, ...chain])).toEqual([1, 2, 3, 0])
  })
})
