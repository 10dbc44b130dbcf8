import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeTree } from './fixture-tree.ts'
import { runWalls } from './run-walls.mjs'
import { walls } from './walls.mjs'

const STANDS = { name: 'stands', commands: [['-e', 'console.log("fine")']] }
const FALLS = { name: 'falls', commands: [['-e', 'console.error("a.ts: any"); process.exit(1)']] }

describe('running the walls', () => {
  it('prints one line for each, with its name and its time', async () => {
    const lines: string[] = []
    await runWalls({ root: '/', walls: [STANDS, FALLS], atOnce: 1, print: (line) => lines.push(line) })
    expect(lines).toEqual([
      expect.stringMatching(/^ok {5}stands +\d+\.\d s$/),
      expect.stringMatching(/^FAILED falls +\d+\.\d s$/),
    ])
  })

  it('keeps what a fallen wall said', async () => {
    const results = await runWalls({ root: '/', walls: [FALLS], atOnce: 2, print: () => {} })
    expect(results).toMatchObject([{ name: 'falls', isOk: false, output: 'a.ts: any\n' }])
  })

  it('lets a wall fall with any of its commands, and runs the others all the same', async () => {
    const both = { name: 'both', commands: [...FALLS.commands, ...STANDS.commands] }
    const results = await runWalls({ root: '/', walls: [both], atOnce: 2, print: () => {} })
    expect(results).toMatchObject([{ isOk: false, output: 'a.ts: any\nfine\n' }])
  })

  it('lets a wall fall that looks at nothing, or is killed', async () => {
    const nothing = { name: 'nothing', commands: [] }
    const killed = { name: 'killed', commands: [['-e', 'process.kill(process.pid, "SIGKILL")']] }
    const results = await runWalls({ root: '/', walls: [nothing, killed], atOnce: 2, print: () => {} })
    expect(results.map((result) => result.isOk)).toEqual([false, false])
    expect(results.find((result) => result.name === 'killed')?.output).toContain('SIGKILL')
  })
})

describe('the list of walls', () => {
  const root = resolve(import.meta.dirname, '..')

  it('has every check beside it, and CONTRIBUTING explains each', () => {
    const commands = walls({ root }).flatMap((wall) => wall.commands.map(([script]) => script))
    expect(commands).toEqual(expect.arrayContaining(globSync('tools/check-*.mjs', { cwd: root })))
    const contributing = readFileSync(resolve(root, 'CONTRIBUTING.md'), 'utf8')
    for (const { name } of walls({ root })) expect(contributing).toContain(`| \`${name}\` |`)
  })

  it('checks the types of every project in the tree', () => {
    using tree = makeTree({ 'tsconfig.json': '{}', 'apps/web/tsconfig.json': '{}', 'apps/web/src/a.ts': '' })
    const types = walls({ root: tree.root }).find((wall) => wall.name === 'types')
    expect(types?.commands.map((command) => command[2])).toEqual(['tsconfig.json', 'apps/web/tsconfig.json'])
  })
})
