import { describe, expect, test } from 'vitest'
import { seededRandom } from '../test/seeded-random.ts'
import type { CrdtId } from './scene.ts'
import { NO_ID, keyOf } from './crdt-id.ts'
import type { IdKey } from './crdt-id.ts'
import { orderEntries } from './crdt-order.ts'
import { ProblemLog } from './problems.ts'
import type { StoredText, TextRun, TextStyle } from './stored-text.ts'
import { buildTypedText } from './typed-text.ts'

const id = (author: number, counter: number): CrdtId => ({ author, counter })
const run = (own: CrdtId, parts: Partial<TextRun>): TextRun => ({
  id: own,
  left: NO_ID,
  right: NO_ID,
  deletedLength: 0,
  text: '',
  format: undefined,
  ...parts,
})
const style = (number: number): TextStyle => ({
  stamp: NO_ID,
  style: number,
  baseStyle: undefined,
  properties: undefined,
})

function build(runs: TextRun[], styles: [CrdtId, TextStyle][] = []) {
  const stored: StoredText = {
    runs,
    styles: new Map<IdKey, TextStyle>(styles.map(([at, found]) => [keyOf(at), found])),
    x: 0,
    y: 0,
    width: 1,
  }
  const problems = new ProblemLog(10)
  const text = buildTypedText(stored, { problems, maxTextCharacters: 1_000_000 })
  return { ...text, plain: text.paragraphs.map((paragraph) => paragraph.text), problems: problems.list() }
}

// RM-7.3
test('a run put into the middle of another parts it', () => {
  const { plain } = build([
    run(id(1, 10), { text: 'Hallo' }),
    run(id(2, 50), { left: id(1, 11), right: id(1, 12), text: '--' }),
  ])
  expect(plain).toEqual(['Ha--llo'])
})

// RM-7.5
test('a deleted run keeps its ids, so that what points at them stays in its place', () => {
  const { plain, deleted } = build([
    run(id(1, 10), { text: 'ab' }),
    run(id(1, 12), { left: id(1, 11), deletedLength: 5 }),
    run(id(1, 17), { left: id(1, 16), text: 'c' }),
    run(id(2, 1), { left: id(1, 13), right: id(1, 14), text: '!' }),
  ])
  expect(plain).toEqual(['ab!c'])
  expect(deleted).toEqual([
    { id: id(1, 12), count: 2, paragraph: 0, index: 2 },
    { id: id(1, 14), count: 3, paragraph: 0, index: 3 },
  ])
})

// RM-7.4
test('each code point takes one id, also beyond the first plane', () => {
  const { paragraphs } = build([run(id(1, 10), { text: 'a🌍b\n' }), run(id(1, 14), { left: id(1, 13), text: 'c' })])
  expect(paragraphs.map((paragraph) => paragraph.characterIds.map((own) => own.counter))).toEqual([
    [10, 11, 12, 13],
    [14],
  ])
})

// RM-7.9
test('a text that begins with a newline keeps its first, empty paragraph and that one’s style', () => {
  const { paragraphs } = build(
    [run(id(1, 10), { text: '\nafter' })],
    [
      [NO_ID, style(2)],
      [id(1, 10), style(4)],
    ],
  )
  expect(paragraphs.map((paragraph) => [paragraph.text, paragraph.style])).toEqual([
    ['', 2],
    ['after', 4],
  ])
})

// RM-7.9, RM-7.10
test('a paragraph without a style is plain, and one without text is a paragraph', () => {
  expect(build([run(id(1, 1), { text: 'x\n' })]).paragraphs.map(({ style: number }) => number)).toEqual([1, 1])
  expect(build([]).plain).toEqual([''])
})

// RM-7.6
test('weight and slant run on across paragraphs until they are switched off', () => {
  const runs = [
    run(id(1, 1), { format: 1 }),
    run(id(1, 2), { left: id(1, 1), text: 'bold\nstill ' }),
    run(id(1, 13), { left: id(1, 12), format: 3 }),
    run(id(1, 14), { left: id(1, 13), text: 'both' }),
    run(id(1, 18), { left: id(1, 17), format: 2 }),
    run(id(1, 19), { left: id(1, 18), text: ' slanted' }),
  ]
  expect(build(runs).paragraphs.map((paragraph) => paragraph.spans)).toEqual([
    [{ from: 0, to: 4, isBold: true, isItalic: false }],
    [
      { from: 0, to: 6, isBold: true, isItalic: false },
      { from: 6, to: 10, isBold: true, isItalic: true },
      { from: 10, to: 18, isBold: false, isItalic: true },
    ],
  ])
})

test('runs that claim the same ids are shown once', () => {
  const { plain, problems } = build([run(id(1, 10), { text: 'abc' }), run(id(1, 11), { text: 'xyz' })])
  expect(plain).toEqual(['abc'])
  expect(problems).toMatchObject([{ code: 'duplicate-entry', severity: 'lost', count: 1 }])
})

// RM-4.5
test('runs in a circle are shown as stored', () => {
  const { plain, problems } = build([
    run(id(1, 1), { left: id(1, 2), text: 'b' }),
    run(id(1, 2), { left: id(1, 1), text: 'a' }),
  ])
  expect(plain).toEqual(['ba'])
  expect(problems).toMatchObject([{ code: 'cycle', severity: 'repaired' }])
})

describe('cutting runs only where others point', () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => seed)

  test.each(seeds)('gives the order of character by character (seed %i)', (seed) => {
    const runs = randomRuns(seededRandom(seed))
    const { characters, text } = spread(runs)
    const order = orderEntries(characters)
    expect(order).toBeDefined()
    const expected = (order ?? []).map((index) => text[index]).join('')
    expect(build(runs).plain.join('\n')).toBe(expected)
  })
})

/** Runs of two authors, each put at a random place of the text as it stands; some are deleted. */
function randomRuns(random: () => number): TextRun[] {
  const runs: TextRun[] = []
  const inOrder: CrdtId[] = []
  let counter = 1
  for (let index = 0; index < 25; index++) {
    const place = Math.floor(random() * (inOrder.length + 1))
    const length = 1 + Math.floor(random() * 5)
    const author = 1 + Math.floor(random() * 2)
    const text = Array.from({ length }, (_, at) => String.fromCharCode(97 + ((counter + at) % 26))).join('')
    const content = random() < 0.25 ? { deletedLength: length } : { text }
    const right = random() < 0.3 ? NO_ID : (inOrder[place] ?? NO_ID)
    runs.push(run(id(author, counter), { left: inOrder[place - 1] ?? NO_ID, right, ...content }))
    inOrder.splice(place, 0, ...Array.from({ length }, (_, at) => id(author, counter + at)))
    counter += length
  }
  return runs
}

/** Every character an entry of its own, as the definition has it. */
function spread(runs: TextRun[]): { characters: { id: CrdtId; left: CrdtId; right: CrdtId }[]; text: string[] } {
  const text: string[] = []
  const characters = runs.flatMap((found) => {
    const length = found.deletedLength || found.text.length
    return Array.from({ length }, (_, at) => {
      text.push(found.deletedLength > 0 ? '' : (found.text[at] ?? ''))
      const own = id(found.id.author, found.id.counter + at)
      const before = id(found.id.author, own.counter - 1)
      const after = id(found.id.author, own.counter + 1)
      return { id: own, left: at === 0 ? found.left : before, right: at === length - 1 ? found.right : after }
    })
  })
  return { characters, text }
}
