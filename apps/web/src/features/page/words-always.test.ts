import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aLine } from '../../shared/made.testing.ts'
import { boxOf, findWords, fold, tokensOf } from './find-words.ts'
import { segmentsOf } from './segments.ts'

const found = (text: string, query: string) =>
  findWords([aLine(text)], query).map(({ start, end }) => text.slice(start, end))

test.each([
  ['Straße nach Rom', 'strasse', []],
  ['Straße nach Rom', 'straße', ['Straße']],
  ['ÉCOLE fermée', 'ecole', ['ÉCOLE']],
  ['e\u0301cole', 'école', ['e\u0301cole']],
  ['Łódź 1999', 'łódź', ['Łódź']],
  ['Привет, мир', 'привет', ['Привет,']],
  ['ΑΘΗΝΑ', 'αθηνα', ['ΑΘΗΝΑ']],
  ['東京 日記', '東京', ['東京']],
  ['שלום עולם', 'שלום', ['שלום']],
  ['مرحبا بالعالم', 'مرحبا', ['مرحبا']],
  ['tea 🫖 time', 'tea', ['tea']],
  ['🍅tomatoes🍅', 'tomatoes', ['🍅tomatoes🍅']],
  ['“quoted” (and bracketed)', 'bracketed', ['bracketed)']],
  ['don’t forget', 'don’t', ['don’t']],
  ['well-known words', 'well', ['well-known']],
  ['C++ and C#', 'c', ['C++', 'C#']],
  ['3.14 and 42', '42', ['42']],
  ['a b c', 'b', ['b']],
  ['one two', 'ONE TWO', ['one', 'two']],
])('in “%s” the query “%s” finds %j', (text, query, words) => {
  expect(found(text, query)).toEqual(words)
})

test('letters of any script survive folding, and only marks and edges go', () => {
  expect(['Ünïcödé', '…end.', '¿Qué?', '«да»', '--a-b--'].map(fold)).toEqual(['unicode', 'end', 'que', 'да', 'a-b'])
})

test('a short word is not forgiven a slip, a longer one is forgiven one in five letters', () => {
  expect(found('cat', 'cut')).toEqual([])
  expect(found('garden', 'gerden')).toEqual(['garden'])
  expect(found('garden', 'gerdan')).toEqual([])
  expect(found('correspondence', 'corespondance')).toEqual(['correspondence'])
})

test('a slip is counted in letters as people see them, also beyond the first plane', () => {
  expect(found('𝒜𝒷𝒸𝒹𝑒', '𝒜𝒷𝒸𝒹𝒻')).toEqual(['𝒜𝒷𝒸𝒹𝑒'])
})

test('a word written down wins over one that is only similar', () => {
  expect(found('gardens gerden', 'gerden')).toEqual(['gerden'])
})

test('a stem of three letters is too little to stand for a longer query', () => {
  expect(found('tea', 'teapot')).toEqual([])
  expect(found('tree', 'treehouse')).toEqual(['tree'])
})

const words = fc.array(fc.constantFrom('tea', 'Tee', 'garden', 'Crème', '🍅', '—', 'water,', '東京', 'a', ' ', '  '), {
  maxLength: 12,
})
const texts = words.map((parts) => parts.join(' '))

test('what is found is always a whole word of the text, in its order, and never twice', () => {
  fc.assert(
    fc.property(texts, texts, (text, query) => {
      const hits = findWords([aLine(text)], query)
      const tokens = tokensOf(text).map(({ start, end }) => `${start}-${end}`)
      expect(hits.every(({ start, end }) => tokens.includes(`${start}-${end}`))).toBe(true)
      expect(hits.map(({ start }) => start)).toEqual(
        [...new Set(hits.map(({ start }) => start))].toSorted((a, b) => a - b),
      )
    }),
    { seed: 41 },
  )
})

test('every word of a text finds itself', () => {
  fc.assert(
    fc.property(texts, (text) => {
      for (const token of tokensOf(text)) {
        if (fold(token.text) === '') continue
        const starts = findWords([aLine(text)], token.text).map(({ start }) => start)
        expect(starts).toContain(token.start)
      }
    }),
    { seed: 42 },
  )
})

test('a box shared out by letters lies within its line', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const line = aLine(text)
      for (const [at, token] of tokensOf(text).entries()) {
        const box = boxOf(line, { token, at })
        expect(box.x).toBeGreaterThanOrEqual(line.box.x)
        expect(box.x + box.width).toBeLessThanOrEqual(line.box.x + line.box.width + 1e-9)
        expect([box.y, box.height]).toEqual([line.box.y, line.box.height])
      }
    }),
    { seed: 43 },
  )
})

test('a line is shown whole, whatever is found and lit in it', () => {
  fc.assert(
    fc.property(texts, texts, fc.option(fc.nat({ max: 12 })), (text, query, litWord) => {
      const box = { x: 0, y: 0, width: 1, height: 1 }
      const line = aLine(text, { words: tokensOf(text).map((token) => ({ text: token.text, box, confidence: 1 })) })
      const segments = segmentsOf(line, { found: findWords([line], query), litWord })
      expect(segments.map((segment) => segment.text).join('')).toBe(text)
      expect(segments.every((segment) => segment.text !== '')).toBe(true)
      expect(segments.map(({ start }) => text.indexOf(segments[0]?.text ?? '') <= start)).not.toContain(false)
    }),
    { seed: 44 },
  )
})

test('two stretches of one look that touch stay told apart by where they begin', () => {
  const line = aLine('ab cd')
  const box = line.box
  const both = [
    { line: 0, start: 0, end: 2, box },
    { line: 0, start: 2, end: 5, box },
  ]
  expect(segmentsOf(line, { found: both, litWord: null }).map(({ start, text, look }) => [start, text, look])).toEqual([
    [0, 'ab', 'found'],
    [2, ' cd', 'found'],
  ])
})

test('a lit word the text does not have lights nothing', () => {
  const line = aLine('tea time', { words: [{ text: 'coffee', box: aLine('').box, confidence: 1 }] })
  expect(segmentsOf(line, { found: [], litWord: 0 })).toEqual([{ text: 'tea time', start: 0, look: 'plain' }])
  expect(segmentsOf(line, { found: [], litWord: 7 })).toEqual([{ text: 'tea time', start: 0, look: 'plain' }])
})

test('a line without letters is nothing to cut', () => {
  expect(segmentsOf(aLine(''), { found: [], litWord: null })).toEqual([])
  expect(tokensOf('  \t ')).toEqual([])
})

test('a page of a thousand lines is searched in a moment', () => {
  const lines = Array.from({ length: 1_000 }, (_, n) => aLine(`line ${n} about gardens, watering and correspondence`))
  const started = performance.now()
  expect(findWords(lines, 'gardening wetering corespondance')).not.toEqual([])
  expect(performance.now() - started).toBeLessThan(2_000)
})
