import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePlainAnswer } from './plain-answer.ts'

const textsOf = (answer: string) => parsePlainAnswer(answer).lines.map(({ text }) => text)
const front = (...lines: string[]): string => ['---', ...lines, '---', ''].join('\n')
const usual = front(
  'primary_language: en',
  'is_rotation_valid: True',
  'rotation_correction: 0',
  'is_table: False',
  'is_diagram: False',
)

describe('front matter', () => {
  test.each([
    ['en', 'en'],
    ['"de"', 'de'],
    ["'pt-BR'", 'pt-BR'],
    ['null', undefined],
    ['', undefined],
    ['~', undefined],
  ])('that names the language %j gives %j', (written, language) => {
    expect(parsePlainAnswer(`${front(`primary_language: ${written}`)}words`).language).toBe(language)
  })

  test('of olmOCR is none of the page’s lines', () => {
    expect(textsOf(`${usual}First line\nSecond line`)).toEqual(['First line', 'Second line'])
  })

  test('with line ends of Windows is front matter as well', () => {
    expect(textsOf(`${usual}Words`.replaceAll('\n', '\r\n'))).toEqual(['Words'])
    expect(parsePlainAnswer(`${usual}Words`.replaceAll('\n', '\r\n')).language).toBe('en')
  })

  test('may be all there is: a page without text', () => {
    expect(textsOf(usual)).toEqual([])
    expect(textsOf(usual.trimEnd())).toEqual([])
  })

  test('is only at the top: the same words further down stand on the page', () => {
    expect(textsOf(`${usual}Dear Ada\nprimary_language: fr`)).toEqual(['Dear Ada', 'primary_language: fr'])
    expect(parsePlainAnswer(`Dear Ada\nprimary_language: fr`).language).toBeUndefined()
  })

  test('is not what somebody wrote between two ruled lines', () => {
    expect(textsOf('---\nDear Margaret,\nit rains\n---\nYours')).toEqual([
      '---',
      'Dear Margaret,',
      'it rains',
      '---',
      'Yours',
    ])
  })

  test('that was never closed costs no text', () => {
    expect(textsOf('---\nprimary_language: en\nDear Margaret')).toContain('Dear Margaret')
  })
})

describe('a code fence', () => {
  test.each(['', 'markdown', 'md', 'yaml'])('named %j around the answer is not on the page', (name) => {
    const answer = parsePlainAnswer(`\`\`\`${name}\n${usual}Dear Ada\n\`\`\`\n`)
    expect(answer.lines.map(({ text }) => text)).toEqual(['Dear Ada'])
    expect(answer.language).toBe('en')
  })

  test('around a part of the page is left alone', () => {
    expect(textsOf('before\n```\ncode\n```\nbehind')).toEqual(['before', '```', 'code', '```', 'behind'])
  })
})

describe('marks of Markdown', () => {
  test.each([
    ['### Deep', 'heading', 'Deep'],
    ['####### seven', 'line', '####### seven'],
    ['#1 priority', 'line', '#1 priority'],
    ['- [ ] call Ada', 'to-do', 'call Ada'],
    ['-[ ] close', 'to-do', 'close'],
    ['[] open', 'to-do', 'open'],
    ['□ milk', 'to-do', 'milk'],
    ['* [X] done', 'to-do-done', 'done'],
    ['- [✓] done', 'to-do-done', 'done'],
    ['✔ done', 'to-do-done', 'done'],
    ['☒ crossed', 'to-do-done', 'crossed'],
    ['* a bullet', 'line', '* a bullet'],
    ['2 ** 3 = 8 and 2 ** 4 = 16', 'line', '2 ** 3 = 8 and 2 ** 4 = 16'],
    ['**Milk** and **two loaves**', 'line', 'Milk and two loaves'],
  ])('%j is a %s of %j', (markdown, kind, text) => {
    expect(parsePlainAnswer(markdown).lines).toMatchObject([{ kind, text }])
  })

  test('without anything behind them are no line', () => {
    expect(textsOf('- [ ]\n☐\n![](x.png)\n')).toEqual([])
  })

  test('for a picture are taken off only where they are the whole line', () => {
    expect(textsOf('see ![the boat](p_1.png) here')).toEqual(['see ![the boat](p_1.png) here'])
  })
})

describe('olmOCR’s older JSON', () => {
  test('that was cut off is kept as it stands: the words in it are still the page’s', () => {
    const cut = '{"primary_language":"fr","natural_text":"Chère An'
    expect(textsOf(cut)).toEqual([cut])
  })

  test('of another shape is text', () => {
    expect(textsOf('{"answer": 42}')).toEqual(['{"answer": 42}'])
    expect(textsOf('{ a brace on the page }')).toEqual(['{ a brace on the page }'])
  })

  test('keeps the line breaks of its text', () => {
    const older = JSON.stringify({ primary_language: 'de', natural_text: 'eins\nzwei\n\ndrei' })
    expect(parsePlainAnswer(older)).toMatchObject({ language: 'de', lines: { length: 3 } })
  })
})

test('plain words in any script come back line by line, none lost and none added', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => `w${text.replaceAll(/[\s*`]/gu, '')}`)
  const plainLine = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '))
  fc.assert(
    fc.property(fc.array(plainLine, { maxLength: 20 }), (lines) => {
      expect(textsOf(lines.join('\n'))).toEqual(lines)
      expect(textsOf(`${usual}${lines.join('\n')}`)).toEqual(lines)
    }),
    { numRuns: 150 },
  )
})
