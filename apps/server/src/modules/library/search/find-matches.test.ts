import { describe, expect, test } from 'vitest'
import type { TextLine } from '../pages/text-line.ts'
import { boxesUnder, findMatches } from './find-matches.ts'
import { type Meaning, parseQuery } from './query.ts'
import { makeSnippet } from './snippet.ts'

const literal: Meaning = { stems: [], insteadOf: [], completions: [] }
const matches = (text: string, typed: string, meanings: Record<string, Partial<Meaning>> = {}) =>
  findMatches(text, { query: parseQuery(typed), meaningOf: (word) => ({ ...literal, ...meanings[word] }) })
const found = (...args: Parameters<typeof matches>) => matches(...args).map(([start, end]) => args[0].slice(start, end))

describe('matches in a text', () => {
  test('are words as they are written, accents or not', () => {
    expect(found('Crème de la crème', 'creme')).toEqual(['Crème', 'crème'])
  })
  test('go on where the last word is a beginning', () => {
    expect(found('letter letters let', 'let')).toEqual(['letter', 'letters', 'let'])
    expect(found('letter let', 'let it')).toEqual(['let'])
  })
  test('of a phrase are the whole phrase and nothing of it elsewhere', () => {
    expect(found('the fresh milk and the milk, fresh', '"fresh milk"')).toEqual(['fresh milk'])
  })
  test('are other forms and other words, as the query means them', () => {
    expect(found('families of a family', 'families', { families: { stems: ['famili'] } })).toEqual([
      'families',
      'family',
    ])
    expect(found('I receive', 'recieve', { recieve: { insteadOf: ['receive'] } })).toEqual(['receive'])
  })
  test('in scripts without spaces are a part of the run', () => {
    expect(found('私は東京都に行く', '東京都')).toEqual(['東京都に'].map((text) => text.slice(0, 3)))
  })
})

function line(text: string, y: number): TextLine {
  const words = text.split(' ').map((word, index) => {
    const x = text.split(' ').slice(0, index).join(' ').length / 100
    return { text: word, box: { x, y, width: word.length / 100, height: 0.02 }, confidence: 1 }
  })
  return { text, box: { x: 0, y, width: text.length / 100, height: 0.02 }, confidence: 1, origin: 'ink', words }
}
const boxes = (lines: TextLine[], typed: string) =>
  boxesUnder(lines, matches(lines.map(({ text }) => text).join('\n'), typed))

describe('boxes on a page', () => {
  test('are those of the matching words, line by line', () => {
    const lines = [line('buy milk today', 0.1), line('more milk.', 0.2)]
    expect(boxes(lines, 'milk')).toMatchObject([
      { y: 0.1, width: 0.04 },
      { y: 0.2, width: 0.05 },
    ])
  })
  test('of a phrase over the end of a line are on both lines', () => {
    expect(boxes([line('some fresh', 0.1), line('milk there', 0.2)], '"fresh milk"')).toMatchObject([
      { y: 0.1 },
      { y: 0.2 },
    ])
  })
  test('are the whole line where its words have none', () => {
    expect(boxes([{ ...line('fresh milk', 0.3), words: [] }], 'milk')).toEqual([
      { x: 0, y: 0.3, width: 0.1, height: 0.02 },
    ])
  })
  test('are a part of the word in scripts without spaces', () => {
    expect(boxes([line('私は東京都に', 0.1)], '東京')).toMatchObject([{ x: 0.02, width: 0.02 }])
  })
})

describe('a snippet', () => {
  const long = `${'before '.repeat(40)}the needle here ${'after '.repeat(60)}`
  test('shows where the match is and says that there is more', () => {
    const snippet = makeSnippet(long, matches(long, 'needle'))
    expect(snippet.text.startsWith('… ')).toBe(true)
    expect(snippet.text.endsWith(' …')).toBe(true)
    expect(snippet.highlights.map(([start, end]) => snippet.text.slice(start, end))).toEqual(['needle'])
    expect(snippet.text.length).toBeLessThan(200)
  })
  test('of a short text is the text on one line', () => {
    expect(makeSnippet('one\ntwo', [[4, 7]])).toEqual({ text: 'one two', highlights: [[4, 7]] })
  })
  test('without a match is the beginning', () => {
    expect(makeSnippet(long, []).highlights).toEqual([])
    expect(makeSnippet('', [])).toEqual({ text: '', highlights: [] })
  })
  test('never cuts a character in half', () => {
    const emoji = '😀'.repeat(400)
    for (let at = 100; at < 110; at++) expect(makeSnippet(emoji, [[at, at + 1]]).text.isWellFormed()).toBe(true)
  })
})
