import { correctPage, CORRECTED_LINES_MAX } from '@kinfolio/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aLine, aPage } from '../../shared/made.testing.ts'
import { correctedLines, edit, startEditing } from './edit-lines.ts'
import type { Edit, Editing } from './edit-lines.ts'

const texts = fc.array(fc.constantFrom('Water the', 'tomatoes', '', 'a', '  ', '🍅 red'), { maxLength: 6 })
const key = fc.nat({ max: 12 })
const anEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('type' as const), key, text: fc.constantFrom('x', '', 'typed anew', ' y ') }),
  fc.record({ kind: fc.constant('split' as const), key, at: fc.nat({ max: 10 }) }),
  fc.record({ kind: fc.constant('join' as const), key }),
  fc.record({ kind: fc.constant('add' as const) }),
  fc.record({ kind: fc.constant('undo' as const) }),
)
const edits = fc.array(anEdit, { maxLength: 25 })
const start = (lines: readonly string[]) => startEditing(lines.map((text) => aLine(text)))
const content = ({ lines }: Editing) => lines.map(({ text }) => text)
const letters = (editing: Editing) => content(editing).join('').replace(/\s/g, '')
const run = { seed: 61, numRuns: 300 }

test('undone as often as it goes, a correction is where it began', () => {
  fc.assert(
    fc.property(texts, edits, (lines, changes) => {
      let editing = changes.reduce(edit, start(lines))
      for (let n = editing.past.length; n > 0; n--) editing = edit(editing, { kind: 'undo' })
      expect(editing.lines).toEqual(start(lines).lines)
      expect(editing.past).toEqual([])
    }),
    run,
  )
})

test('each line is known by a key of its own, also after splitting, joining and undoing', () => {
  fc.assert(
    fc.property(texts, edits, (lines, changes) => {
      const keys = changes.reduce(edit, start(lines)).lines.map((line) => line.key)
      expect(new Set(keys).size).toBe(keys.length)
    }),
    run,
  )
})

test('splitting and joining lose no letter', () => {
  fc.assert(
    fc.property(texts, edits, (lines, changes) => {
      const moves = changes.filter(({ kind }) => kind === 'split' || kind === 'join')
      const before = start(lines)
      expect(letters(moves.reduce(edit, before))).toBe(letters(before))
    }),
    run,
  )
})

test('the cursor goes to a line that is there, and within its text', () => {
  fc.assert(
    fc.property(texts, edits, (lines, changes) => {
      const { focus, lines: now } = changes.reduce(edit, start(lines))
      if (focus === null) return
      const line = now.find((each) => each.key === focus.key)
      expect(line).toBeDefined()
      expect(focus.at).toBeLessThanOrEqual(line?.text.length ?? -1)
    }),
    run,
  )
})

test('whatever was edited is of the form the server takes', () => {
  fc.assert(
    fc.property(texts, edits, (lines, changes) => {
      const body = { version: aPage(1).version, lines: correctedLines(changes.reduce(edit, start(lines))) }
      expect(correctPage.body.safeParse(body).success).toBe(true)
      expect(body.lines.every(({ text }) => text !== '' && text === text.trim())).toBe(true)
    }),
    run,
  )
})

test('a page may be corrected up to the number of lines the server takes', () => {
  const editing = start(Array.from({ length: CORRECTED_LINES_MAX }, (_, n) => `line ${n}`))
  const body = { version: aPage(1).version, lines: correctedLines(editing) }
  expect(correctPage.body.safeParse(body).success).toBe(true)
})

test('a line keeps its place while it is typed in, split off from and joined to', () => {
  const box = aLine('').box
  let editing = start(['Water the', 'tomatoes'])
  editing = edit(editing, { kind: 'split', key: 0, at: 5 })
  expect(editing.lines.map((line) => line.box)).toEqual([box, null, box])
  editing = edit(editing, { kind: 'join', key: 2 })
  expect([content(editing), editing.lines.map((line) => line.box)]).toEqual([
    ['Water the', 'tomatoes'],
    [box, box],
  ])
  editing = edit(editing, { kind: 'split', key: 1, at: 3 })
  editing = edit(editing, { kind: 'join', key: 1 })
  expect([content(editing), editing.lines.map((line) => line.box)]).toEqual([
    ['Water the tom', 'atoes'],
    [box, null],
  ])
})

test('an edit does not touch what came before it', () => {
  const before = start(['a', 'b'])
  const kept = structuredClone(before)
  for (const change of [
    { kind: 'type', key: 0, text: 'x' },
    { kind: 'split', key: 0, at: 0 },
    { kind: 'join', key: 1 },
    { kind: 'add' },
  ] as const)
    edit(before, change)
  expect(before).toEqual(kept)
})

test('typing in one line, then another, then the first again are three steps', () => {
  const type = (line: number, text: string): Edit => ({ kind: 'type', key: line, text })
  const editing = [type(0, '1'), type(0, '12'), type(1, 'x'), type(0, '123')].reduce(edit, start(['', '']))
  expect(editing.past).toHaveLength(3)
  expect(content(edit(editing, { kind: 'undo' }))).toEqual(['12', 'x'])
})
