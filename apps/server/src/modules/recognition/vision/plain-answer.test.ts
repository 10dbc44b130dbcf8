import { describe, expect, test } from 'vitest'
import { parsePlainAnswer } from './plain-answer.ts'

const texts = (answer: string) => parsePlainAnswer(answer).lines.map(({ text, kind }) => `${kind}: ${text}`)

describe('a page told as plain text', () => {
  test('keeps its lines, leaves empty ones out, and has no language', () => {
    expect(parsePlainAnswer('Dear Margaret,\n\n  it rains.  \n')).toEqual({
      lines: [
        { text: 'Dear Margaret,', kind: 'line', box: [], certainty: 70 },
        { text: 'it rains.', kind: 'line', box: [], certainty: 70 },
      ],
    })
  })

  test('has its front matter taken off, and the language taken from it', () => {
    const page = parsePlainAnswer(
      '---\nprimary_language: de\nis_rotation_valid: True\nis_table: False\n---\nLiebe Margarete\n',
    )
    expect(page.language).toBe('de')
    expect(page.lines).toHaveLength(1)
  })

  test('of nothing but front matter has no lines, and a null language is none', () => {
    expect(parsePlainAnswer('---\nprimary_language: null\n---\n')).toEqual({ lines: [] })
  })

  test('knows headings, boxes to tick and ticked ones in Markdown and in signs', () => {
    const answer = '# Monday\n- [ ] milk\n* [x] bread\n☐ eggs\n☑ salt\n- only a list\n2. numbered\n#hashtag'
    expect(texts(answer)).toEqual([
      'heading: Monday',
      'to-do: milk',
      'to-do-done: bread',
      'to-do: eggs',
      'to-do-done: salt',
      'line: - only a list',
      'line: 2. numbered',
      'line: #hashtag',
    ])
  })

  test('loses descriptions of pictures and bold marks, which nobody wrote', () => {
    expect(texts('![A sketch of a boat](page_1_2_3_4.png)\n**The** harbour')).toEqual(['line: The harbour'])
  })

  test('understands the JSON of older olmOCR models', () => {
    expect(parsePlainAnswer('{"primary_language":"fr","is_table":false,"natural_text":"Chère Anne"}')).toMatchObject({
      language: 'fr',
      lines: [{ text: 'Chère Anne' }],
    })
    expect(parsePlainAnswer('{"primary_language":null,"natural_text":null}')).toEqual({ lines: [] })
  })
})
