import { expect, test } from 'vitest'
import { maxNames, maxNeighbourChars, visionRequest } from './vision-prompt.ts'

test('a request holds what is known, and nothing about what is not', () => {
  expect(visionRequest(1, { languages: [] })).toBe('Transcribe this page.')
  const full = visionRequest(3, {
    languages: ['de', 'en'],
    names: ['Margaret', 'Whitby'],
    neighbouringText: { before: 'and so we', after: 'came home' },
  })
  expect(full).toContain('these 3 pages')
  expect(full).toContain('de, en')
  expect(full).toContain('Margaret, Whitby')
  expect(full).toMatch(/<before>\nand so we\n<\/before>[\s\S]*<after>\ncame home\n<\/after>/)
})

test('of long neighbours the nearest part is kept, of many names the first', () => {
  const before = `${'x'.repeat(5_000)}near the page`
  const after = `near the end${'y'.repeat(5_000)}`
  const names = Array.from({ length: maxNames + 1 }, (_, index) => `Name${index}.`)
  const request = visionRequest(1, { languages: [], names, neighbouringText: { before, after } })
  expect(request).toContain('near the page')
  expect(request).toContain('near the end')
  expect(request).not.toContain(`Name${maxNames}.`)
  expect(request.length).toBeLessThan(2 * maxNeighbourChars + maxNames * 12 + 400)
})
