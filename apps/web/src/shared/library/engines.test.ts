import { expect, test } from 'vitest'
import { engineName, missingWords } from './engines.ts'

test('engines have the names people know, and unknown ones keep their own', () => {
  expect(engineName('tesseract')).toBe('Offline reader')
  expect(engineName('quill-9')).toBe('quill-9')
})

test('what a reader lacks is said in words', () => {
  expect(missingWords(['key'])).toBe('a key')
  expect(missingWords(['key', 'base_url'])).toBe('a key and an address')
})
