import { describe, expect, test } from 'vitest'
import type { TextLine } from '../pages/text-line.ts'
import { toMarkdown } from './markdown.ts'

const box = { x: 0, y: 0, width: 1, height: 0.1 }
const line = (text: string, more: Partial<TextLine> = {}): TextLine => {
  return { text, box, confidence: 1, origin: 'ink', words: [], ...more }
}
const when = new Date('2026-01-02T03:04:05Z')

function bodyOf(...pages: TextLine[][]): string {
  const numbered = pages.map((lines, index) => ({ number: index + 1, lines }))
  const text = toMarkdown({ title: 't', id: 'i', tags: [], createdAt: when, updatedAt: when, pages: numbered })
  return text.split('---\n\n').slice(1).join('---\n\n')
}

describe('Markdown', () => {
  test('has its facts in front, whatever the title holds', () => {
    const title = 'A "quoted": title\n---'
    const text = toMarkdown({ title, id: 'i', tags: ['a', 'b: c'], createdAt: when, updatedAt: when, pages: [] })
    expect(text.split('\n').slice(0, 8)).toEqual([
      '---',
      'title: "A \\"quoted\\": title\\n---"',
      'kinfolio_id: i',
      'created: 2026-01-02T03:04:05.000Z',
      'updated: 2026-01-02T03:04:05.000Z',
      'tags: ["a","b: c"]',
      'pages: 0',
      '---',
    ])
  })

  test('marks where each page begins, blank ones too', () => {
    expect(bodyOf([line('one')], [], [line('three')])).toBe(
      '<!-- page 1 -->\n\none\n\n<!-- page 2 -->\n\n<!-- page 3 -->\n\nthree\n',
    )
  })

  test('keeps the lines of a paragraph and parts it from a list', () => {
    const lines = [
      line('first'),
      line('second'),
      line('x', { style: 'bullet' }),
      line('y', { style: 'bullet', indent: 2 }),
      line('end'),
    ]
    expect(bodyOf(lines)).toBe('<!-- page 1 -->\n\nfirst  \nsecond\n\n- x\n    - y\n\nend\n')
  })

  test('numbers what was numbered, and lets each heading stand alone', () => {
    const lines = [line('T', { style: 'title' }), line('H', { style: 'heading' }), line('a', { style: 'numbered' })]
    expect(bodyOf(lines)).toBe('<!-- page 1 -->\n\n# T\n\n## H\n\n1. a\n')
  })

  test.each([
    ['# heading', '\\# heading'],
    ['- item', '\\- item'],
    ['12. march', '12\\. march'],
    ['*bold* _it_ `code` [x](y) <b>', '\\*bold\\* \\_it\\_ \\`code\\` \\[x\\](y) \\<b\\>'],
    ['back\\slash', 'back\\\\slash'],
    ['--- rule', '\\--- rule'],
    ['3.14 is pi', '3.14 is pi'],
    ['a - b', 'a - b'],
  ])('writes %s as text', (text, expected) => {
    expect(bodyOf([line(text)])).toBe(`<!-- page 1 -->\n\n${expected}\n`)
  })
})
