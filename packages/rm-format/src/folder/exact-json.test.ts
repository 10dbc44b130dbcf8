import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NEEDS_CORPUS, corpusBytes, corpusFiles, hasCorpus } from '../../test/corpus.ts'
import { changeJson, tabletJson } from './exact-json.ts'
import type { JsonPath, JsonValue } from './exact-json.ts'

// The same cases on every run, so that what is red today was red yesterday.
fc.configureGlobal({ seed: 226 })

const change = (text: string, path: JsonPath, value?: JsonValue): string => changeJson(text, { path, value })

describe('JSON as the tablet writes it (RM-11.2)', () => {
  test('has sorted keys, four spaces a level, empty brackets over two lines and a newline at the end', () => {
    const json = tabletJson({ b: [], a: { d: [1, 'x'], c: {} }, é: null })
    const lines = [
      '{',
      '    "a": {',
      '        "c": {',
      '        },',
      '        "d": [',
      '            1,',
      '            "x"',
    ]
    expect(json.split('\n')).toEqual([
      ...lines,
      '        ]',
      '    },',
      '    "b": [',
      '    ],',
      '    "é": null',
      '}',
      '',
    ])
  })

  describe.skipIf(!hasCorpus)(`of the corpus (${NEEDS_CORPUS})`, () => {
    const names = corpusFiles('documents').filter((name) => /\.(metadata|content)$|-metadata\.json$/.test(name))
    /** Other programs wrote these: keys out of order, or no newline at the end. */
    const FOREIGN = /rm_api__(First_page|last_page_visited).*metadata$/

    test.each(names)('%s is written again byte for byte', (name) => {
      const text = new TextDecoder().decode(corpusBytes(name))
      const stored: JsonValue = JSON.parse(text)
      expect(tabletJson(stored) === text).toBe(!FOREIGN.test(name))
    })

    test.each(names)('%s keeps every byte but those of what is changed', (name) => {
      const text = new TextDecoder().decode(corpusBytes(name))
      const [key = '', value = null]: [string, JsonValue] | [] = Object.entries<JsonValue>(JSON.parse(text))[0] ?? []
      const there = change(text, [key], 'new')
      expect(JSON.parse(there)).toEqual({ ...JSON.parse(text), [key]: 'new' })
      expect(JSON.parse(change(there, [key], value))).toEqual(JSON.parse(text))
      expect(change(change(text, ['zz'], 1), ['zz'])).toBe(text)
      expect(change(text, [key], value)).toBe(text)
    })
  })
})

describe('a change', () => {
  const text =
    '{\n    "a": 1.0,\n    "c": [\n        10000000000000000001,\n        {\n            "x": "y"\n        }\n    ]\n}\n'

  test('leaves spaces, numbers beyond 53 bits and everything else as they were', () => {
    expect(change(text, ['c', 1, 'x'], 'z')).toBe(text.replace('"y"', '"z"'))
    expect(change('{ "a" :1 ,"b":  [ 2 ] }', ['b', 0], 3)).toBe('{ "a" :1 ,"b":  [ 3 ] }')
    expect(change('\ufeff{"a":1}', ['a'], 2)).toBe('\ufeff{"a":2}')
  })

  test('to the value that is there changes nothing, however it is written', () => {
    expect(change(text, ['a'], 1)).toBe(text)
    expect(change('{"a":{"c":1,"b":2}}', ['a'], { b: 2, c: 1 })).toBe('{"a":{"c":1,"b":2}}')
  })

  test('puts new keys where the tablet sorts them, in lines of their own', () => {
    expect(change(text, ['b'], true)).toBe(text.replace('    "c"', '    "b": true,\n    "c"'))
    expect(change(text, ['d'], {})).toBe(text.replace('    ]\n}', '    ],\n    "d": {\n    }\n}'))
    expect(change(text, ['0'], 1)).toBe(text.replace('    "a"', '    "0": 1,\n    "a"'))
    expect(change('{"a":1,"c":2}', ['b'], [1])).toBe('{"a":1,"b":[1],"c":2}')
    expect(change('{\n}\n', ['a'], 1)).toBe('{\n    "a": 1\n}\n')
    expect(change('{}', ['a', 'b'], 1)).toBe('{"a":{"b":1}}')
  })

  test('takes a value out with its comma, from either end', () => {
    expect(change('{"a":1, "b":2, "c":3}', ['a'])).toBe('{"b":2, "c":3}')
    expect(change('{"a":1, "b":2, "c":3}', ['c'])).toBe('{"a":1, "b":2}')
    expect(change('{"a":[1]}', ['a', 0])).toBe('{"a":[]}')
    expect(change('{"a":1}', ['b'])).toBe('{"a":1}')
  })

  test('lengthens a list at its end, and nowhere else', () => {
    expect(change('{"a":[1]}', ['a', 1], 2)).toBe('{"a":[1,2]}')
    expect(() => change('{"a":[1]}', ['a', 2], 2)).toThrow(RangeError)
    expect(() => change('{"a":[1]}', ['a', 'b'], 2)).toThrow(RangeError)
    expect(() => change('{"a":"text"}', ['a', 'b'], 2)).toThrow(RangeError)
    expect(() => change('{"a":{}}', ['a', 0], 2)).toThrow(RangeError)
    expect(() => change('{"a":1', ['a'], 2)).toThrow(SyntaxError)
  })

  test('of any place in any JSON changes that place alone', () => {
    const key = fc.constantFrom('a', 'b', 'é', 'quote"', 'back\\', '}', ',')
    const json = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<JsonValue>(null, true, 0, -1.5, 1e21, 'text', 'a"b\\', '[{,', ''),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    })).value
    fc.assert(
      fc.property(
        fc.tuple(json, json, fc.boolean()),
        fc.array(fc.nat({ max: 3 }), { maxLength: 4 }),
        ([root, value, pretty], way) => {
          const text = pretty ? tabletJson({ root }) : JSON.stringify({ root })
          const path: (string | number)[] = ['root']
          let at: JsonValue = root
          for (const step of way) {
            if (typeof at !== 'object' || at === null) break
            const keys = Object.keys(at)
            const found = keys[step % Math.max(keys.length, 1)]
            if (found === undefined) break
            path.push(Array.isArray(at) ? Number(found) : found)
            at = Object.entries(at).find(([name]) => name === found)?.[1] ?? null
          }
          const after = change(text, path, value)
          expect(at).toEqual(path.slice(1).reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), root))
          expect(change(after, path, at)).toSatisfy(
            (back: string) => tabletJson(JSON.parse(back)) === tabletJson({ root }),
          )
          expect(path.reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), JSON.parse(after))).toEqual(
            value,
          )
          if (pretty) expect(after).toBe(tabletJson(JSON.parse(after)))
        },
      ),
      { numRuns: 400 },
    )
  })
})
