import { describe, expect, test } from 'vitest'
import type { CrdtId } from './scene.ts'
import { seededRandom } from '../test/seeded-random.ts'
import { NO_ID } from './crdt-id.ts'
import { orderEntries } from './crdt-order.ts'
import type { SequenceEntry } from './crdt-order.ts'

const id = (author: number, counter: number): CrdtId => ({ author, counter })
const entry = (own: CrdtId, left: CrdtId = NO_ID, right: CrdtId = NO_ID): SequenceEntry => ({ id: own, left, right })
const names = (entries: SequenceEntry[]): string[] | undefined =>
  orderEntries(entries)?.map((index) => `${entries[index]?.id.author}:${entries[index]?.id.counter}`)

test('entries written one after the other keep their order', () => {
  expect(names([entry(id(1, 5)), entry(id(1, 6), id(1, 5)), entry(id(1, 9), id(1, 6))])).toEqual(['1:5', '1:6', '1:9'])
})

// RM-4.2
test('an entry put between two others comes between them, wherever it is stored', () => {
  const [a, b, between] = [id(1, 1), id(1, 2), id(1, 3)]
  expect(names([entry(between, a, b), entry(a), entry(b, a)])).toEqual(['1:1', '1:3', '1:2'])
})

// RM-4.3
test('at one place the higher author comes first, then the lower counter', () => {
  expect(names([entry(id(1, 7)), entry(id(2, 9)), entry(id(2, 8)), entry(id(1, 3))])).toEqual([
    '2:8',
    '2:9',
    '1:3',
    '1:7',
  ])
})

// RM-4.2
test('neighbours that are not there count as the ends', () => {
  expect(names([entry(id(1, 4), id(9, 9)), entry(id(1, 2), NO_ID, id(7, 7))])).toEqual(['1:2', '1:4'])
})

// RM-3.4
test('counters beyond 32 bits are told apart', () => {
  const [low, high] = [id(0, 2 ** 48 - 2), id(0, 2 ** 48 - 1)]
  expect(names([entry(high, low), entry(low)])).toEqual([`0:${2 ** 48 - 2}`, `0:${2 ** 48 - 1}`])
})

// RM-4.5
test('contradicting neighbours have no order', () => {
  expect(orderEntries([entry(id(1, 1), id(1, 2)), entry(id(1, 2), id(1, 1))])).toBeUndefined()
  expect(orderEntries([entry(id(1, 1), id(1, 1))])).toBeUndefined()
})

test('nothing has an order too', () => {
  expect(orderEntries([])).toEqual([])
})

describe('for any two hands that write at random places', () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => seed)

  test.each(seeds)('both replicas see one order, whatever order they are stored in (seed %i)', (seed) => {
    const random = seededRandom(seed)
    const entries = writeTogether(random)
    const order = names(entries)
    expect(order).toHaveLength(entries.length)
    expect(names(shuffled(entries, random))).toEqual(order)
  })

  test.each(seeds)('every entry comes after its left and before its right neighbour (seed %i)', (seed) => {
    const entries = writeTogether(seededRandom(seed))
    const order = orderEntries(entries) ?? []
    const places = new Map(order.map((index, place) => [JSON.stringify(entries[index]?.id), place]))
    const placeOf = (other: CrdtId, otherwise: number): number => places.get(JSON.stringify(other)) ?? otherwise
    for (const { id: own, left, right } of entries) {
      expect(placeOf(left, -1)).toBeLessThan(placeOf(own, -2))
      expect(placeOf(own, Infinity)).toBeLessThan(placeOf(right, Infinity))
    }
  })

  test('the order is that of the definition, worked out step by step', () => {
    for (const seed of seeds) {
      const entries = writeTogether(seededRandom(seed))
      expect(names(entries)).toEqual(orderByDefinition(entries))
    }
  })
})

// RM-10.8
test('a chain of 70,000 strokes and as many at one place are ordered within a second of CPU', () => {
  const count = 70_000
  const chain = Array.from({ length: count }, (_, index) => entry(id(1, index + 1), index === 0 ? NO_ID : id(1, index)))
  const heap = Array.from({ length: count }, (_, index) => entry(id(index % 200, index + 1)))
  // CPU time, because other programs may share the machine.
  const start = process.cpuUsage()
  expect(orderEntries(chain.toReversed())?.[0]).toBe(count - 1)
  expect(orderEntries(heap)).toHaveLength(count)
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000)
})

/** Two authors insert in turn, each at a random place of the sequence as it stands. */
function writeTogether(random: () => number): SequenceEntry[] {
  const entries: SequenceEntry[] = []
  const inOrder: CrdtId[] = []
  for (let counter = 1; counter <= 60; counter++) {
    const place = Math.floor(random() * (inOrder.length + 1))
    const own = id(1 + Math.floor(random() * 2), counter)
    entries.push(entry(own, inOrder[place - 1] ?? NO_ID, inOrder[place] ?? NO_ID))
    inOrder.splice(place, 0, own)
  }
  // Some were written at the same time, so that the other replica's neighbours are not known.
  return entries.map((found) => (random() < 0.3 ? { ...found, right: NO_ID } : found))
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((value) => ({ value, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ value }) => value)
}

/** Quadratic and obvious: again and again the best of those with nothing before them. */
function orderByDefinition(entries: SequenceEntry[]): string[] {
  const key = ({ author, counter }: CrdtId): string => `${author}:${counter}`
  const left = new Map(entries.map((found) => [key(found.id), found]))
  const order: string[] = []
  while (left.size > 0) {
    const open = [...left.values()].filter(
      (found) => !left.has(key(found.left)) && ![...left.values()].some((other) => key(other.right) === key(found.id)),
    )
    const [best] = open.toSorted((a, b) => b.id.author - a.id.author || a.id.counter - b.id.counter)
    if (best === undefined) throw new Error('no order')
    order.push(key(best.id))
    left.delete(key(best.id))
  }
  return order
}
