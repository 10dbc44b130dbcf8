import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeTree } from './fixture-tree.ts'

const runner = resolve(import.meta.dirname, 'test.mjs')
const CONFIGURATION = `export default { test: { projects: [
  { test: { name: 'unit', include: ['*.test.mjs'], exclude: ['*.pg.test.mjs'] } },
  { test: { name: 'pg', include: ['*.pg.test.mjs'] } },
  { test: { name: 'fuzz', include: ['*.fuzz.mjs'] } },
] } }`
const vitest = new URL(import.meta.resolve('vitest')).href
const testFile = (body: string): string => `import { beforeAll, describe, expect, it } from '${vitest}'\n${body}\n`

interface Run {
  status: number | null
  lines: string[]
}

function run(files: Record<string, string>, { args = [] as string[], ci = '' } = {}): Run {
  const tests = Object.fromEntries(Object.entries(files).map(([path, body]) => [path, testFile(body)]))
  using tree = makeTree({ 'vitest.config.mjs': CONFIGURATION, ...tests })
  const env = { ...process.env, CI: ci, NO_COLOR: '1', VITEST: undefined }
  const { status, stdout } = spawnSync(process.execPath, [runner, '--root', tree.root, ...args], { env })
  return { status, lines: stdout.toString().trimEnd().split('\n') }
}

const PASSES = `it('draws', () => expect(1).toBe(1))`
const SKIPS = `it('speaks', (ctx) => ctx.skip('needs a voice'))`

describe('a run of the tests', () => {
  it('ends in one line of numbers', () => {
    const { status, lines } = run({ 'a.test.mjs': PASSES, 'b.pg.test.mjs': PASSES })
    expect(lines.at(-1)).toBe('2 passed, 0 failed')
    expect(status).toBe(0)
  })

  it('fails with a failing test', () => {
    const { status, lines } = run({ 'a.test.mjs': `${PASSES}\nit('fails', () => expect(1).toBe(2))` })
    expect(lines.at(-1)).toBe('1 passed, 1 failed')
    expect(status).toBe(1)
  })

  it('fails with a hook that throws, although its tests are only marked as skipped', () => {
    const broken = `describe('pages', () => {\n  beforeAll(() => { throw new Error('no database') })\n  ${PASSES}\n})`
    const { status, lines } = run({ 'a.test.mjs': PASSES, 'b.test.mjs': broken })
    expect(lines.at(-1)).toMatch(/^1 passed, 1 failed/)
    expect(status).toBe(1)
  })

  it('fails with a file that cannot be loaded', () => {
    const { status, lines } = run({ 'a.test.mjs': PASSES, 'b.test.mjs': `import './gone.mjs'` })
    expect(lines.at(-1)).toBe('1 passed, 1 failed')
    expect(status).toBe(1)
  })

  it('fails with an error that no test waited for', () => {
    const stray = `it('draws', () => { void Promise.reject(new Error('forgotten')) })`
    const { status, lines } = run({ 'a.test.mjs': stray })
    expect(lines.at(-1)).toBe('1 passed, 1 failed')
    expect(status).toBe(1)
  })

  it('fails when nothing ran', () => {
    const { status, lines } = run({ 'a.test.mjs': PASSES }, { args: ['no-such-file'] })
    expect(lines.slice(-2)).toEqual([
      'no test ran: that proves nothing, so it counts as a failure',
      '0 passed, 0 failed',
    ])
    expect(status).toBe(1)
  })

  it('groups what was skipped by what it needs', () => {
    const named = `it.skip('speaks (needs a voice)', () => {})\nit.todo('sings')\nit.skip('hums', () => {})`
    const { status, lines } = run({ 'a.test.mjs': `${PASSES}\n${SKIPS}\n${named}` })
    expect(lines.slice(-4)).toEqual([
      '2 skipped: needs a voice',
      '1 skipped: no reason given',
      '1 skipped: not written yet (todo)',
      '1 passed, 0 failed, 4 skipped',
    ])
    expect(status).toBe(0)
  })

  it('fails in CI when anything was skipped', () => {
    const { status, lines } = run({ 'a.test.mjs': `${PASSES}\n${SKIPS}` }, { ci: 'true' })
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped')
    expect(status).toBe(1)
  })

  it('is of the files, the names and the projects asked for', () => {
    const files = {
      'a.test.mjs': `${PASSES}\nit('fails', () => expect(1).toBe(2))`,
      'b.test.mjs': PASSES,
      'c.fuzz.mjs': PASSES,
    }
    expect(run(files, { args: ['b.test'] }).lines.at(-1)).toBe('1 passed, 0 failed')
    expect(run(files, { args: ['-t', 'draws'] }).lines.at(-1)).toBe('2 passed, 0 failed')
    expect(run(files, { args: ['--project', 'fuzz'] }).lines.at(-1)).toBe('1 passed, 0 failed')
  })
})
