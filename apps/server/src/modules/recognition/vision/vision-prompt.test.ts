import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { olmOcrPrompt } from './plain-answer.ts'
import {
  maxNames,
  maxNeighbourChars,
  pageLabel,
  promptVersion,
  schemaInWords,
  visionInstructions,
  visionRequest,
  visionSchema,
} from './vision-prompt.ts'

/** What every version said, as the first characters of its SHA-256. Rows are added, never changed: readings name their version. */
const promptOfVersion: Record<number, string> = {
  1: 'd5c24b8f767bd7d1',
}

test('other words are another version, so that a page is read again by them', () => {
  const context = { languages: ['de'], names: ['Margaret'], neighbouringText: { before: 'b', after: 'a' } }
  const requests = [1, 2].map((pages) => visionRequest(pages, context))
  const said = [visionInstructions, visionSchema, schemaInWords, pageLabel(1), requests, olmOcrPrompt]
  const hash = createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16)
  expect(hash, 'the prompt is not the one of its version: raise promptVersion and add a row').toBe(
    promptOfVersion[promptVersion],
  )
  expect(Object.keys(promptOfVersion).map(Number)).toEqual(Array.from({ length: promptVersion }, (_, at) => at + 1))
})

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
