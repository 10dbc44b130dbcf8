/**
 * Runs the tests and ends with one line that a person or a machine can read: `N passed, N failed[, N skipped]`.
 *
 *   node tools/test.mjs [--project unit,pg,journeys,trials,fuzz]… [-t "part of a name"] [part of a path]…
 *
 * Exit code 1 when a test, a hook or a file failed, when nothing ran, and with CI=true when anything was skipped:
 * a skipped test proves nothing, and only the person at the keyboard may decide that this is fine today.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startVitest } from 'vitest/node'
import { summarize, report } from './test-summary.mjs'

const DEFAULT_PROJECTS = ['unit', 'pg', 'journeys']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    project: { type: 'string', multiple: true },
    testNamePattern: { type: 'string', short: 't' },
    bail: { type: 'string' },
    root: { type: 'string' },
    reporter: { type: 'string', multiple: true },
  },
})

const vitest = await startVitest(positionals, {
  root: values.root ?? resolve(import.meta.dirname, '..'),
  watch: false,
  passWithNoTests: true,
  project: values.project?.flatMap((names) => names.split(',')) ?? DEFAULT_PROJECTS,
  reporters: values.reporter ?? ['default'],
  ...(values.testNamePattern ? { testNamePattern: values.testNamePattern } : {}),
  ...(values.bail ? { bail: Number(values.bail) } : {}),
})

const summary = summarize({
  modules: vitest.state.getTestModules(),
  unhandledErrors: vitest.state.getUnhandledErrors(),
  isFilteredByName: values.testNamePattern !== undefined,
})
await vitest.close()

const { lines, exitCode } = report({ summary, isCi: process.env.CI === 'true' })
process.exitCode = exitCode
// A worker that will not die must not add lines after the last one, nor keep a finished run waiting.
process.stdout.write(`\n${lines.join('\n')}\n`, () => process.exit(exitCode))
