/**
 * `npm run check`: every wall of the house, one line each, and the details of those that do not stand.
 *
 *   node tools/check.mjs [name of a wall]…
 */
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { runWalls } from './run-walls.mjs'
import { walls } from './walls.mjs'

const root = resolve(import.meta.dirname, '..')
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !walls({ root }).some((wall) => wall.name === name))
if (unknown.length > 0) {
  console.error(
    `no wall is called ${unknown.join(', ')}; there are: ${walls({ root })
      .map((wall) => wall.name)
      .join(', ')}`,
  )
  process.exit(1)
}

const chosen = walls({ root }).filter((wall) => asked.length === 0 || asked.includes(wall.name))
const results = await runWalls({ root, walls: chosen, atOnce: availableParallelism(), print: console.log })
const failed = results.filter((result) => !result.isOk)
for (const { name, output } of failed) console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}\n${output.trimEnd()}`)
console.log(`\n${results.length - failed.length} walls stand, ${failed.length} do not`)
process.exitCode = failed.length > 0 ? 1 : 0
