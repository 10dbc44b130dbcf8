import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestLibrary, type TestLibrary } from '../library.testing.ts'

let library: TestLibrary
beforeAll(async () => (library = await openTestLibrary()))
afterAll(async () => library[Symbol.asyncDispose]())

const never = new AbortController().signal

test('the demo is notebooks in their folders, a PDF with ink and a letter, and adding it again changes nothing', async () => {
  const first = await library.library.addDemo({ ...library.by, signal: never })
  expect(
    first.documents
      .map(({ title, outcome, page_count }) => [title, outcome, page_count])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  ).toEqual([
    ['Allotment news, spring 2026', 'created', 1],
    ['Emma’s sketchbook', 'created', 2],
    ['Garden year 2026', 'created', 5],
    ['Grandmother’s kitchen', 'created', 4],
    ['Letter from Grandmother Klara, 12 May 1963', 'created', 1],
  ])
  expect(first.set_aside).toEqual([])
  const { rows } = await library.library.listCollections({ ...library.by, limit: 10, cursor: undefined })
  expect(rows.map(({ title }) => title).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual([
    'Garden',
    'Recipes',
  ])

  const again = await library.library.addDemo({ ...library.by, signal: never })
  expect(again.documents.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'unchanged'))
  expect(again.documents.map(({ id }) => id)).toEqual(first.documents.map(({ id }) => id))
})

test('every space has a demo of its own', async () => {
  const neighbour = await library.newcomer()
  const { documents } = await library.library.addDemo({ ...neighbour, signal: never })
  expect(documents.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'created'))
})

test('who may only look adds nothing', async () => {
  const guest = { ...library.by, writer: { role: 'view_only' as const }, signal: never }
  await expect(library.library.addDemo(guest)).rejects.toMatchObject({ body: { type: '/problems/not-allowed' } })
})
