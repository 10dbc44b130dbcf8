import { expect, test } from 'vitest'
import type { DeletedRun } from '@kinfolio/rm-format'
import { layoutPage } from './index.ts'
import { layoutText } from './text-layout.ts'
import { group, layer, scene, stroke, typed } from '../test/scenes.ts'

const run = (paragraph: number, index: number, changes: Partial<DeletedRun> = {}): DeletedRun => ({
  id: { author: 2, counter: 500 },
  count: 3,
  paragraph,
  index,
  ...changes,
})

/** Three paragraphs: two short ones round an empty one, and a fourth that wraps. */
const wishes = [{ text: 'ab' }, { text: '' }, { text: 'cd' }, { text: 'word '.repeat(60) }]

function layout(...deleted: DeletedRun[]): {
  at: (counter: number, author?: number) => number | undefined
  of: number[]
} {
  const { baselineOf, lines } = layoutText(typed(wishes, { deleted }))
  const of = wishes.map((_, paragraph) => lines.find((line) => line.paragraph === paragraph)?.baseline ?? NaN)
  return { at: (counter, author = 2) => baselineOf({ author, counter }), of }
}

test('ink on a deleted letter lies on the line where the letter stood', () => {
  for (const paragraph of [0, 1, 2]) {
    const { at, of } = layout(run(paragraph, 0))
    expect([at(500), at(501), at(502)]).toEqual([of[paragraph], of[paragraph], of[paragraph]])
  }
})

test('the ids before and after a deleted run, and those of other people, are not of it', () => {
  const { at } = layout(run(2, 1))
  expect([at(499), at(503), at(500, 3)]).toEqual([undefined, undefined, undefined])
})

test('in a paragraph that wraps it is the line of the letter that follows', () => {
  const { lines } = layoutText(typed(wishes))
  const [first, second] = lines.filter((line) => line.paragraph === 3)
  const inFirst = first?.text.length ?? 0
  const { at } = layout(run(3, inFirst - 1), run(3, inFirst, { id: { author: 2, counter: 900 } }))
  expect([at(500), at(900)]).toEqual([first?.baseline, second?.baseline])
})

test('what was deleted at the end of a text stays on its last line', () => {
  const { at, of } = layout(run(2, 99))
  expect(at(500)).toBe(of[2])
  const { lines } = layoutText(typed(wishes))
  expect(layout(run(3, 9999)).at(500)).toBe(lines.at(-1)?.baseline)
})

test('a run without end costs no more than a short one', () => {
  const { at, of } = layout(run(1, 0, { count: 4_294_967_295 }))
  expect(at(500 + 4_294_967_294)).toBe(of[1])
  expect(at(500 + 4_294_967_295)).toBeUndefined()
})

test('ink on a deleted letter is placed without a word of complaint', () => {
  const anchor = { character: { author: 2, counter: 501 }, type: 1, threshold: 0, originX: -464 }
  const ink = group([stroke([[0, 0], [20, 0]])], anchor) // prettier-ignore
  const page = layoutPage(scene([layer([ink])], { text: typed(wishes, { deleted: [run(2, 1)] }) }))
  expect(page.problems).toEqual([])
  const [mark] = page.marks.filter((one) => one.kind === 'outline')
  const third = page.text.find((line) => line.paragraph === 2)?.baseline ?? 0
  expect((mark?.bounds.y ?? 0) + (mark?.bounds.height ?? 0) / 2).toBeCloseTo(third, 1)
})
