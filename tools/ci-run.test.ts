import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeTree } from './fixture-tree.ts'

const script = readFileSync(resolve(import.meta.dirname, '../.ci/run'), 'utf8')

/** What the stand-ins for npm, node and the system's own commands print, by the words they are called with. */
const GREEN = {
  'npm install': 'added 500 packages',
  'npm run': '9 walls stand, 0 do not',
  'npm test': 'Tests 40 passed\n\n40 passed, 0 failed',
  'node trials': '3 passed, 0 failed',
  'node fuzz': '2 passed, 0 failed',
  'git diff': '',
}
type Outcome = string | { prints: string; exits: number }

/** A command that answers from the table; in a real run these would be npm, Node and Debian. */
function standIn(command: string, outcomes: Record<string, Outcome>): string {
  const cases = Object.entries(outcomes)
    .filter(([call]) => call.startsWith(`${command} `))
    .map(([call, outcome]) => {
      const { prints, exits } = typeof outcome === 'string' ? { prints: outcome, exits: 0 } : outcome
      return `*${call.slice(command.length + 1)}*) printf '%s\\n' '${prints}'; exit ${exits} ;;`
    })
  return `#!/bin/bash\ncase "$*" in\n${cases.join('\n')}\n*) exit 0 ;;\nesac\n`
}

function runCi(changes: Record<string, Outcome> = {}): { status: number | null; lines: string[]; output: string } {
  const outcomes = { ...GREEN, ...changes }
  const commands = ['npm', 'node', 'git']
  const files = Object.fromEntries(commands.map((command) => [`bin/${command}`, standIn(command, outcomes)]))
  const installed = "#!/bin/bash\nprintf 'install ok installed'\n"
  using tree = makeTree({ '.ci/run': script, 'bin/dpkg-query': installed, ...files })
  for (const command of [...commands, 'dpkg-query']) chmodSync(join(tree.root, 'bin', command), 0o755)
  const env = { ...process.env, PATH: `${join(tree.root, 'bin')}:/usr/bin:/bin`, KINFOLIO_CORPUS: tree.root }
  const { status, stdout } = spawnSync('bash', [join(tree.root, '.ci/run')], { env })
  const output = stdout.toString()
  return { status, lines: output.trimEnd().split('\n'), output }
}

describe('the run of the CI', () => {
  it('adds up what its steps counted, a step without tests as one, in the last line', () => {
    const { status, lines } = runCi()
    // Four steps without tests: packages, installation, lock file, walls.
    expect(lines.at(-1)).toBe('49 passed, 0 failed')
    expect(status).toBe(0)
  })

  it('fails with a failing test', () => {
    const { status, lines } = runCi({ 'npm test': { prints: '39 passed, 1 failed', exits: 1 } })
    expect(lines.at(-1)).toBe('48 passed, 1 failed')
    expect(status).not.toBe(0)
  })

  it('fails with a wall, and runs the tests all the same', () => {
    const { status, lines } = runCi({ 'npm run': { prints: '8 walls stand, 1 do not', exits: 1 } })
    expect(lines.at(-1)).toBe('48 passed, 1 failed')
    expect(status).not.toBe(0)
  })

  it('fails with a skipped test, and says so', () => {
    const { status, lines } = runCi({ 'npm test': { prints: '39 passed, 0 failed, 1 skipped', exits: 1 } })
    expect(lines.slice(-2)).toEqual([
      '1 skipped: a skipped test proves nothing, so the run fails',
      '48 passed, 0 failed, 1 skipped',
    ])
    expect(status).not.toBe(0)
  })

  it('fails with tests that were cut off after a green line', () => {
    const { status, lines } = runCi({ 'node trials': { prints: '3 passed, 0 failed', exits: 137 } })
    expect(lines.at(-1)).toBe('49 passed, 1 failed')
    expect(status).not.toBe(0)
  })

  it('fails with a kind of test of which none ran', () => {
    const { status, lines } = runCi({ 'node fuzz': { prints: '0 passed, 0 failed', exits: 1 } })
    expect(lines.at(-1)).toBe('47 passed, 1 failed')
    expect(status).not.toBe(0)
  })

  it('stops at an installation that failed, for nothing after it would mean anything', () => {
    const { status, lines, output } = runCi({ 'npm install': { prints: 'no such package', exits: 1 } })
    expect(lines.at(-1)).toBe('1 passed, 1 failed')
    expect(output).not.toContain('npm test')
    expect(status).not.toBe(0)
  })
})
