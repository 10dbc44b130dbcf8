import { expect, test } from 'vitest'
import { lineOfText, lineOfWords, weighted } from './read-lines.ts'

const box = { x: 0.2, y: 0.1, width: 0.6, height: 0.05 }

test('words share a line’s width by their letters, counted as people see them', () => {
  const line = lineOfText({ text: ' 🙂🙂  abc ', box, confidence: 0.5 })
  expect(line.text).toBe('🙂🙂 abc')
  const [first, second] = line.words
  expect(first?.box).toMatchObject({ x: 0.2, width: expect.closeTo(0.2) })
  expect(second?.box).toMatchObject({ x: expect.closeTo(0.5), width: expect.closeTo(0.3) })
  expect((second?.box.x ?? 0) + (second?.box.width ?? 0)).toBeCloseTo(0.8)
})

test('a line without words has none, and no text', () => {
  expect(lineOfText({ text: ' ', box, confidence: 1 })).toMatchObject({ text: '', words: [] })
})

test('a line of measured words is as large as they are together, long words weighing more', () => {
  const line = lineOfWords([
    { text: 'a', box: { x: 0.1, y: 0.1, width: 0.1, height: 0.1 }, confidence: 0 },
    { text: 'bcd', box: { x: 0.3, y: 0.05, width: 0.1, height: 0.1 }, confidence: 1 },
  ])
  expect(line.text).toBe('a bcd')
  expect(line.confidence).toBe(0.75)
  expect(line.box).toMatchObject({ x: 0.1, y: 0.05, width: expect.closeTo(0.3), height: expect.closeTo(0.15) })
})

test('nothing has no confidence', () => {
  expect(weighted([])).toBe(0)
})
