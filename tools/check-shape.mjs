/**
 * Checks the sizes, names and habits that STYLE fixes in numbers, and prints each beside its limit.
 * `node tools/check-shape.mjs [--root folder]`
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeFiles, isGenerated, isTest } from './code-files.mjs'
import { measureFile } from './measure-file.mjs'
import { fileProblems } from './shape-rules.mjs'
import { shapeRows } from './shape-rows.mjs'
import { rootOf, settle } from './wall-result.mjs'

const MEASURED = ['apps', 'packages', 'tools', 'bench']

/**
 * @param {{ root: string }} input
 * @returns {{ problems: string[], summary: string, table: string[] }}
 */
export function checkShape({ root }) {
  const files = codeFiles({ root, folders: MEASURED, scripts: true })
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .filter(({ path, text }) => !isGenerated({ path, text }))
    .map(({ path, text }) => ({ path, isTest: isTest(path), ...measureFile({ path, text }) }))
  const rows = shapeRows(files)
  const problems = [
    ...files.flatMap(fileProblems),
    ...rows.filter((row) => !row.isOk).map((row) => `${row.name}: ${row.value}, limit ${row.limit}`),
  ]
  return { problems, summary: `${files.length} files`, table: tableOf(rows) }
}

function tableOf(rows) {
  const wide = Math.max(...rows.map((row) => row.name.length))
  const number = Math.max(...rows.map((row) => row.value.length))
  return rows.map(
    (row) => `${row.isOk ? ' ' : '✗'} ${row.name.padEnd(wide)}  ${row.value.padStart(number)}  limit ${row.limit}`,
  )
}

if (import.meta.main) {
  const result = checkShape({ root: rootOf(process.argv) })
  for (const line of result.table) console.log(line)
  settle(result)
}
