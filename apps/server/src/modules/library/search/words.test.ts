import { describe, expect, test } from 'vitest'
import { fold, wordsOf } from './words.ts'

const folded = (text: string) => wordsOf(text).map((word) => word.folded)

test.each([
  ['Crème Brûlée', 'creme brulee'],
  ['Straße', 'strasse'],
  ['Łódź', 'lodz'],
  ['Ærøskøbing', 'aeroskobing'],
  ['Ἀθῆναι', 'αθηναι'],
  ['ﬁne', 'fine'],
  ['ТОВАРИЩЪ', 'товарищъ'],
])('%s is compared as %s', (text, expected) => {
  expect(fold(text)).toBe(expected)
})

describe('the words of a text', () => {
  test('are parted by hyphens, apostrophes, slashes and signs', () => {
    expect(folded("A well-known l’homme/femme, don't! 3rd x86 12.50€")).toEqual(
      'a well known l homme femme don t 3rd x86 12 50'.split(' '),
    )
  })

  test('say where they stand in the text as it is', () => {
    const text = 'né à Łódź'
    expect(wordsOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(['né', 'à', 'Łódź'])
  })

  test('are pairs of characters where words are not spaced', () => {
    expect(folded('東京都 2024')).toEqual(['東京', '京都', '都', '2024'])
    expect(folded('ひ')).toEqual(['ひ'])
  })

  test('are none in pictures and signs', () => {
    expect(folded('🎉 👨‍👩‍👧 — …')).toEqual([])
  })

  test('are no endless stretches of letters', () => {
    expect(folded(`ok ${'x'.repeat(5_000)} fine`)).toEqual(['ok', 'fine'])
  })
})
