import { expect, test } from 'vitest'
import { codesOf, languagesFor, languageTags, tesseractCode } from './languages.ts'

const has = { available: ['deu', 'eng'], fallback: ['eng'] }

test('regions and scripts of a tag do not matter, except for Chinese', () => {
  expect(tesseractCode('de-AT')).toBe('deu')
  expect(tesseractCode('zh')).toBe('chi_sim')
  expect(tesseractCode('zh-TW')).toBe('chi_tra')
  expect(tesseractCode('not a tag')).toBeUndefined()
  expect(tesseractCode('tlh')).toBeUndefined()
})

test('the page’s languages are read in their order, as far as there is data', () => {
  expect(languagesFor(['de', 'en', 'de-CH', 'fr'], has)).toEqual(['deu', 'eng'])
  expect(codesOf(['fr'], has.available)).toEqual([])
})

test('a language in Latin letters without data is read with the fallback', () => {
  expect(languagesFor(['it'], has)).toEqual(['eng'])
  expect(languagesFor([], has)).toEqual(['eng'])
})

test('another script without data is not guessed at', () => {
  expect(languagesFor(['ja'], has)).toBeUndefined()
  expect(languagesFor(['ru', 'nonsense tag'], has)).toBeUndefined()
})

test('codes become tags that people know, and codes that are no language are left out', () => {
  expect(languageTags(['eng', 'osd', 'deu', 'frk'])).toEqual(['de', 'en'])
})

test.each([
  ['ja-JP', 'jpn'],
  ['zh-Hant-HK', 'chi_tra'],
  ['zh-HK', 'chi_tra'],
  ['zh-Hans-TW', 'chi_sim'],
  ['EN-us', 'eng'],
  ['sr-Latn', 'srp'],
  ['nn', 'nor'],
  ['no', 'nor'],
  ['iw', 'heb'],
  ['', undefined],
  ['en_US', undefined],
  ['x-private', undefined],
])('the tag %j is read with %s', (tag, code) => {
  expect(tesseractCode(tag)).toBe(code)
})

test('two languages that share their data ask for it once', () => {
  expect(codesOf(['nb', 'nn', 'no', 'en'], ['nor', 'eng'])).toEqual(['nor', 'eng'])
})

test('one Latin language among others is enough for the fallback', () => {
  expect(languagesFor(['ru', 'it'], has)).toEqual(['eng'])
  expect(languagesFor(['it'], { available: ['jpn'], fallback: [] })).toBeUndefined()
})
