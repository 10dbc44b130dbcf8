import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const folder = join(import.meta.dirname, '..')
const rules = readFileSync(join(folder, 'SPEC.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const number = /^- \*\*RM-(\d+\.\d+)\*\* /.exec(line)?.[1]
    return number === undefined ? [] : [{ number, line }]
  })
const numbers = rules.map(({ number }) => number)

/** The numbers that the tests beside this one name, by file. */
const cited = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .flatMap((name) => {
    const text = readFileSync(join(folder, 'src', name), 'utf8')
    return [...text.matchAll(/RM-(\d+\.\d+)/g)].map(([, number]) => ({ name, number: number ?? '' }))
  })

describe('the rules of SPEC.md', () => {
  test('are numbered in order, from 1 in each chapter, without a gap', () => {
    const chapters = Map.groupBy(numbers, (number) => number.split('.')[0] ?? '')
    expect([...chapters.keys()]).toEqual(Array.from({ length: chapters.size }, (_, index) => `${index + 1}`))
    for (const [chapter, inIt] of chapters) {
      expect(inIt).toEqual(inIt.map((_, index) => `${chapter}.${index + 1}`))
    }
    expect(numbers.length).toBeGreaterThan(100)
  })

  test('say how each of them is known', () => {
    const sources = / _.*(corpus|picture|reader|guess|ours|of \d+ (files|groups)).*_$/i
    expect(rules.filter(({ line }) => !sources.test(line)).map(({ number }) => number)).toEqual([])
  })

  test('are held by a test each, or say why not', () => {
    const held = new Set(cited.map(({ number }) => number))
    const left = rules.filter(({ number, line }) => !held.has(number) && !line.includes('Not tested'))
    expect(left.map(({ number }) => number)).toEqual([])
  })

  test('that tests name are there', () => {
    expect(cited.filter(({ number }) => !numbers.includes(number))).toEqual([])
    const inText = [
      ...rules
        .map(({ line }) => line)
        .join('\n')
        .matchAll(/RM-(\d+\.\d+)/g),
    ].map(([, number]) => number)
    expect(inText.filter((number) => !numbers.includes(number ?? ''))).toEqual([])
  })
})
