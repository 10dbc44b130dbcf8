import { spawn } from 'node:child_process'

/** A wall that has not answered by now hangs; the slowest takes a few seconds. */
const WALL_TIMEOUT_MS = 180_000

/**
 * @typedef {{ name: string, commands: string[][] }} Wall each command is an argument list for this Node; all must succeed
 * @typedef {{ name: string, isOk: boolean, seconds: number, output: string }} WallResult
 */

/**
 * Runs the walls, a few at once, and prints a line as each one ends.
 *
 * @param {{ root: string, walls: Wall[], atOnce: number, print: (line: string) => void }} input
 * @returns {Promise<WallResult[]>}
 */
export async function runWalls({ root, walls, atOnce, print }) {
  const waiting = [...walls]
  /** @type {WallResult[]} */
  const results = []
  const worker = async () => {
    for (let wall = waiting.shift(); wall; wall = waiting.shift()) {
      const result = await runWall({ root, wall })
      print(`${result.isOk ? 'ok    ' : 'FAILED'} ${result.name.padEnd(14)} ${result.seconds.toFixed(1).padStart(5)} s`)
      results.push(result)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}

async function runWall({ root, wall }) {
  const startedAt = performance.now()
  const outcomes = []
  for (const command of wall.commands) outcomes.push(await run({ root, command }))
  return {
    name: wall.name,
    isOk: outcomes.length > 0 && outcomes.every((outcome) => outcome.code === 0),
    seconds: (performance.now() - startedAt) / 1000,
    output: outcomes.map((outcome) => outcome.output).join(''),
  }
}

/** @returns {Promise<{ code: number | null, output: string }>} */
function run({ root, command }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      cwd: root,
      timeout: WALL_TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }))
    child.on('close', (code, signal) => resolve({ code, output: signal ? `${output}ended by ${signal}\n` : output }))
  })
}
