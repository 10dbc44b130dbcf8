import { expect, test } from 'vitest'
import { aLine } from '../../shared/made.testing.ts'
import { correctedLines, edit, startEditing, UNDO_MAX } from './edit-lines.ts'
import type { Edit, Editing } from './edit-lines.ts'

const start = () => startEditing([aLine('Water the'), aLine('tomatos')])
const after = (...edits: Edit[]) => edits.reduce(edit, start())
const texts = ({ lines }: Editing) => lines.map(({ text }) => text)

test('a line that is typed in keeps its place on the page', () => {
  const done = after({ kind: 'type', key: 1, text: 'tomatoes' })
  expect(correctedLines(done)).toEqual([
    { text: 'Water the', box: aLine('').box },
    { text: 'tomatoes', box: aLine('').box },
  ])
})

test('Enter splits a line at the cursor; the new line has no box and gets the cursor', () => {
  const done = after({ kind: 'split', key: 0, at: 6 })
  expect(texts(done)).toEqual(['Water', 'the', 'tomatos'])
  expect(done.lines[1]?.box).toBeNull()
  expect(done.focus).toEqual({ key: 2, at: 0 })
})

test('Backspace at the beginning joins a line to the one above, where the cursor then stands', () => {
  const done = after({ kind: 'join', key: 1 })
  expect(texts(done)).toEqual(['Water the tomatos'])
  expect(done.focus).toEqual({ key: 0, at: 9 })
  expect(texts(after({ kind: 'join', key: 0 }))).toEqual(['Water the', 'tomatos'])
})

test('undo goes back step by step, and typing on in one line is one step', () => {
  const typed = after(
    { kind: 'type', key: 1, text: 'tomato' },
    { kind: 'type', key: 1, text: 'tomatoe' },
    { kind: 'type', key: 1, text: 'tomatoes' },
    { kind: 'add' },
  )
  expect(texts(typed)).toEqual(['Water the', 'tomatoes', ''])
  const once = edit(typed, { kind: 'undo' })
  expect(texts(once)).toEqual(['Water the', 'tomatoes'])
  expect(texts(edit(once, { kind: 'undo' }))).toEqual(['Water the', 'tomatos'])
  expect(edit(start(), { kind: 'undo' })).toEqual(start())
})

test('empty lines are not sent', () => {
  expect(correctedLines(after({ kind: 'type', key: 0, text: '   ' })).map(({ text }) => text)).toEqual(['tomatos'])
})

test('the memory of undo is limited', () => {
  const edits = Array.from({ length: UNDO_MAX + 50 }, (): Edit => ({ kind: 'add' }))
  expect(after(...edits).past).toHaveLength(UNDO_MAX)
})

test('an edit of a line that is gone changes nothing', () => {
  expect(texts(after({ kind: 'split', key: 77, at: 0 }, { kind: 'join', key: 77 }))).toEqual(['Water the', 'tomatos'])
})
