import { resolve } from 'node:path'

/** The tree to look at: `--root folder`, which the tests of the walls use, or this checkout. */
export function rootOf(argv) {
  const at = argv.indexOf('--root')
  return at > 0 && argv[at + 1] ? resolve(argv[at + 1]) : resolve(import.meta.dirname, '..')
}

/**
 * Prints what a wall found and sets the exit code: any problem is a failure.
 *
 * @param {{ problems: string[], summary: string }} result
 */
export function settle({ problems, summary }) {
  for (const problem of problems) console.log(problem)
  console.log(`${summary}, ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`)
  process.exitCode = problems.length > 0 ? 1 : 0
}
