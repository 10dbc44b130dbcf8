import { describe, expect, test } from 'vitest'
import { type Meaning, parseQuery, TERMS_MAX, tsqueryOf } from './query.ts'

const literal: Meaning = { stems: [], insteadOf: [], completions: [] }
const text = (typed: string, meanings: Record<string, Partial<Meaning>> = {}) =>
  tsqueryOf(parseQuery(typed), (word) => ({ ...literal, ...meanings[word] }))

describe('a search', () => {
  test.each([
    ['milk', "('milk':*)"],
    ['Milk eggs', "('milk') & ('eggs':*)"],
    ['"fresh milk"', "('fresh' <-> 'milk')"],
    ['"fresh milk', "('fresh' <-> 'milk')"],
    ['well-known', "('well' <-> 'known':*)"],
    ["l'homme", "('l' <-> 'homme':*)"],
    ['milk -eggs', "('milk') & !('eggs')"],
    ['milk -"fresh eggs"', "('milk') & !('fresh' <-> 'eggs')"],
    ['a', "('a')"],
    ['東京都', "('東京' <-> '京都':*)"],
    ['都', "('都':*)"],
  ])('for %j asks for %s', (typed, expected) => {
    expect(text(typed)).toBe(expected)
  })

  test.each(['🎉', '-milk', '"', "' & !", '\\'])('for %j alone asks for no page', (typed) => {
    expect(text(typed)).toBeUndefined()
  })

  test('takes other forms of a word, and other words for one that is unknown', () => {
    expect(text('letters', { letters: { stems: ['letter'] } })).toBe("(('letters':* | 'letter'))")
    expect(text('recieve it', { recieve: { insteadOf: ['receive', 'received'] } })).toBe(
      "(('receive' | 'received')) & ('it':*)",
    )
  })

  test('of a short beginning asks for the words it may become', () => {
    expect(text('be', { be: { completions: ['bean', 'beer'] } })).toBe("(('bean' | 'beer'))")
  })

  test('of very many words is cut, not refused', () => {
    expect(parseQuery('word '.repeat(100)).wanted).toHaveLength(TERMS_MAX)
  })

  test('cannot leave its quotes', () => {
    expect(text("x'y\\z | !'")).toBe("('x' <-> 'y' <-> 'z')")
  })
})
