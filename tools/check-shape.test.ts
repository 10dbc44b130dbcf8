import { describe, expect, it } from 'vitest'
import { checkShape } from './check-shape.mjs'
import { makeTree } from './fixture-tree.ts'

const SRC = 'packages/ink/src'
const repeat = (line: string, times: number): string => `${line}\n`.repeat(times)
const functionOf = (bodyLines: number, name = 'draw'): string =>
  `function ${name}() {\n${repeat('  stroke()', bodyLines)}}\n`

function shapeOf(files: Record<string, string>): ReturnType<typeof checkShape> {
  using tree = makeTree(files)
  return checkShape({ root: tree.root })
}

const problemsOf = (files: Record<string, string>): string[] => shapeOf(files).problems
const rowOf = (files: Record<string, string>, name: string): string =>
  shapeOf(files)
    .table.find((row) => row.includes(name))
    ?.replaceAll(/ +/g, ' ')
    .trim() ?? 'no such row'

describe('one file', () => {
  /** Well formed in every way that concerns a single file. */
  const good = `/** Draws. */\nexport function draw(deps: object, input: object): object {\n  return { deps, input }\n}\n`

  it('of good shape has no problem of its own', () => {
    const ofTheHouse = ['tests : source', 'comments']
    const problems = problemsOf({ [`${SRC}/draw.ts`]: good })
    expect(problems.filter((problem) => !ofTheHouse.some((row) => problem.startsWith(row)))).toEqual([])
  })

  const wrongs: [what: string, path: string, text: string, problem: string][] = [
    ['a function over 70 lines', `${SRC}/a.ts`, functionOf(69), 'a.ts:1 draw: 71 lines, limit 70'],
    ['a component over 120 lines', 'apps/web/src/a.tsx', functionOf(119, 'Page'), 'Page: 121 lines, limit 120'],
    [
      'a plain function over 70 lines beside components',
      'apps/web/src/a.tsx',
      functionOf(69),
      'draw: 71 lines, limit 70',
    ],
    ['a file over 400 lines', `${SRC}/a.ts`, repeat('stroke()', 401), 'a.ts: 401 lines, limit 400'],
    ['a test over 400 lines', `${SRC}/a.test.ts`, repeat('stroke()', 401), 'a.test.ts: 401 lines, limit 400'],
    [
      'three parameters in an export',
      `${SRC}/a.ts`,
      'export const at = (a: 1, b: 2, c: 3) => [a, b, c]',
      'at: 3 positional parameters, limit 2',
    ],
    [
      'four parameters anywhere',
      `${SRC}/a.ts`,
      'const at = (a: 1, b: 2, c: 3, d: 4) => [a, b, c, d]',
      'at: 4 positional parameters, limit 3',
    ],
    ['any', `${SRC}/a.ts`, 'const a: any = 1', 'a.ts:1: any'],
    ['an enum', `${SRC}/a.ts`, '\nenum Pen { Fine }', 'a.ts:2: an enum'],
    ['a namespace', `${SRC}/a.ts`, 'namespace Pens { export const a = 1 }', 'a namespace'],
    ['a default export', `${SRC}/a.ts`, 'export default function draw() {}', 'a default export'],
    ['a default expression', `${SRC}/a.ts`, 'const a = 1\nexport default a', 'a default export'],
    ['@ts-ignore', `${SRC}/a.ts`, '// @ts-ignore\nstroke()', '@ts-ignore'],
    ['@ts-ignore in a test', `${SRC}/a.test.ts`, '// @ts-ignore\nstroke()', '@ts-ignore'],
    ['@ts-expect-error outside tests', `${SRC}/a.ts`, '/* @ts-expect-error why */\nstroke()', '@ts-expect-error'],
    ['an empty catch', `${SRC}/a.ts`, 'try { stroke() } catch { /* fine */ }', 'an empty catch'],
    ['inheritance', `${SRC}/a.ts`, 'class Fine extends Pen {}', 'inheritance from Pen'],
    ['inheritance from the platform', `${SRC}/a.test.ts`, 'class Line extends EventTarget {}', 'from EventTarget'],
    ['a decorator', `${SRC}/a.ts`, '@pen class Fine {}', 'a decorator'],
    [
      'a test name with should',
      `${SRC}/a.test.ts`,
      `it.each([1])('should draw', () => {})`,
      'a.test.ts:1: a test name with "should"',
    ],
    [
      'a use case with seven dependencies',
      'apps/server/src/modules/files/keep.ts',
      'type KeepDeps = { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }',
      'KeepDeps has 7 dependencies, limit 6',
    ],
    ['a file name in another case', `${SRC}/drawList.ts`, good, 'file names are kebab-case'],
    ['a file called utils', `${SRC}/pen-utils.ts`, good, 'a file named after "utils"'],
    ['an export called helper', `${SRC}/a.ts`, 'export function penHelper() {}', 'says "Helper"'],
    [
      'a face with 13 exports',
      'apps/server/src/modules/files/index.ts',
      `export { ${Array.from({ length: 13 }, (_, n) => `a${n}`).join(', ')} } from './a.ts'`,
      '13 exports, limit 12',
    ],
    [
      'a face that exports everything',
      'apps/server/src/modules/files/index.ts',
      `export * from './a.ts'`,
      'a face names each of its exports',
    ],
    [
      'a barrel that is no face',
      'apps/server/src/modules/files/all.ts',
      `export { a } from './a.ts'\nexport { b } from './b.ts'`,
      'only faces re-export',
    ],
    [
      'a second face of a package',
      'packages/testkit/src/vendors/index.ts',
      `export { a } from './a.ts'\nexport { b } from './b.ts'`,
      'only faces re-export',
    ],
  ]
  it.each(wrongs)('is refused for %s', (...wrong) => {
    const [, path, text, problem] = wrong
    expect(problemsOf({ [path]: text }).join('\n')).toContain(problem)
  })

  const rights: [what: string, path: string, text: string][] = [
    [
      '70 lines of code among blanks and comments',
      `${SRC}/a.ts`,
      `function draw() {\n${repeat('  stroke()', 68)}\n  // why\n}`,
    ],
    ['a long describe in a test', `${SRC}/a.test.ts`, `describe('a', () => {\n${repeat('  stroke()', 100)}})`],
    [
      'parameters that a given type decides',
      `${SRC}/a.ts`,
      'export const at: Handler = (error, request, reply) => [error, request, reply]',
    ],
    ['`as const` and `any` inside words', `${SRC}/a.ts`, 'const company = [1] as const'],
    ['an error that extends an error', `${SRC}/a.ts`, 'class PenError extends RangeError {}'],
    ['a default export of a tool', 'apps/web/vite.config.ts', 'export default {}'],
    ['@ts-expect-error in a test', `${SRC}/a.test.ts`, '// @ts-expect-error a string is refused\nstroke()'],
    ['a word within a word', `${SRC}/metadata.ts`, 'export function readMetadata() {}'],
    ['the name that browsers gave', 'apps/web/src/service-worker.ts', 'export function startServiceWorker() {}'],
    [
      'what a program wrote',
      `${SRC}/a.ts`,
      `// This file was generated by kysely-codegen.\n${repeat('const a: any = 1', 500)}`,
    ],
    ['text that looks like a comment', 'apps/web/src/a.tsx', 'const a = <p>see https://… // @ts-ignore</p>'],
  ]
  it.each(rights)('is let through with %s', (_what, path, text) => {
    expect(problemsOf({ [path]: text }).filter((problem) => problem.startsWith(path))).toEqual([])
  })
})

describe('the whole house', () => {
  const many = (count: number, text: string): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`${SRC}/file-${n}.ts`, text]))

  it('keeps half of its functions within 15 lines', () => {
    expect(rowOf(many(3, functionOf(13)), 'function lines, median')).toBe('function lines, median 15 limit ≤ 15')
    expect(rowOf(many(3, functionOf(14)), 'function lines, median')).toBe('✗ function lines, median 16 limit ≤ 15')
  })

  it('does not let callbacks make its functions look small', () => {
    const text = functionOf(14).replace('stroke()', 'all.map((one) => one).filter((one) => one)')
    expect(rowOf({ [`${SRC}/a.ts`]: text }, 'function lines, median')).toContain('✗')
  })

  it('keeps nine of ten functions within 40 lines', () => {
    const small = functionOf(1).repeat(9)
    expect(rowOf({ [`${SRC}/a.ts`]: small + functionOf(50) }, 'function lines, 90th')).not.toContain('✗')
    expect(rowOf({ [`${SRC}/a.ts`]: small + functionOf(50).repeat(2) }, 'function lines, 90th')).toContain('✗')
  })

  it('keeps half of its files within 60 lines and nine of ten within 180', () => {
    expect(rowOf(many(2, repeat('a()', 60)), 'file lines, median')).not.toContain('✗')
    expect(rowOf(many(2, repeat('a()', 61)), 'file lines, median')).toContain('✗')
    expect(rowOf(many(2, repeat('a()', 180)), 'file lines, 90th')).not.toContain('✗')
    expect(rowOf(many(2, repeat('a()', 181)), 'file lines, 90th')).toContain('✗')
  })

  it('casts at most three times in 2,000 lines, tests included', () => {
    const cast = 'const a = b as Pen\n'
    const files = (casts: number): Record<string, string> => ({
      [`${SRC}/a.ts`]: repeat('a()', 1000),
      [`${SRC}/a.test.ts`]: cast.repeat(casts) + repeat('a()', 1000 - casts),
    })
    expect(rowOf(files(3), 'as, per 1,000')).toBe('as, per 1,000 lines 1.50 limit ≤ 1.5')
    expect(rowOf(files(4), 'as, per 1,000')).toContain('✗')
  })

  it('has as many lines of tests as of source', () => {
    const files = (tests: number): Record<string, string> => ({
      [`${SRC}/a.ts`]: repeat('a()', 20),
      [`${SRC}/pen.contract.ts`]: repeat('a()', 5),
      'apps/server/test/journeys/house.ts': repeat('a()', 5),
      [`${SRC}/a.test.ts`]: repeat('a()', tests),
      'bench/main.ts': repeat('a()', 100),
    })
    expect(rowOf(files(10), 'tests : source')).toBe('tests : source, in lines 1 limit ≥ 1')
    expect(rowOf(files(9), 'tests : source')).toContain('✗')
  })

  it('explains itself in 5 to 15 of 100 lines, the format in 15 to 30', () => {
    const text = (comments: number): string => repeat('// why', comments) + repeat('a()', 100 - comments)
    const house = (comments: number): string => rowOf({ [`${SRC}/a.ts`]: text(comments) }, 'comments, %')
    const format = (comments: number): string =>
      rowOf({ 'packages/rm-format/src/a.ts': text(comments) }, 'comments in rm-format')
    expect([4, 5, 15, 16].map((n) => house(n).includes('✗'))).toEqual([true, false, false, true])
    expect([14, 15, 30, 31].map((n) => format(n).includes('✗'))).toEqual([true, false, false, true])
  })

  it('counts every line of a block comment, and a comment after code', () => {
    const text = `/**\n * Why.\n */\nconst a = 1 // for a reason\nconst b = { // and another\n  c: 2,\n}\n${repeat('a()', 3)}`
    expect(rowOf({ [`${SRC}/a.ts`]: text }, 'comments, %')).toContain('50')
  })
})
