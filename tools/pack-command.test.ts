import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { pointsOf, writePage } from '@kinfolio/rm-format'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTree, type FixtureTree } from './fixture-tree.ts'
import { packPackages } from './pack-packages.mjs'

const root = resolve(import.meta.dirname, '..')
const NAMES = ['rm-format', 'ink', 'rm-ink']
/** Without what the house itself has installed, where the command would be found as well. */
const PATH = [dirname(process.execPath), ...(process.env['PATH'] ?? '').split(delimiter)]
  .filter((folder) => !folder.endsWith(join('node_modules', '.bin')))
  .join(delimiter)

/** Somebody else's folder after `npm install` of our three archives: what others depend on is linked, not fetched. */
let theirs: FixtureTree

beforeAll(() => {
  theirs = makeTree({ 'package.json': '{ "type": "module" }' })
  using out = makeTree({})
  packPackages({ root, out: out.root, names: NAMES })
  for (const name of NAMES) install(join(out.root, name))
  const { dependencies } = manifestOf('rm-ink')
  for (const name of Object.keys(dependencies).filter((dependency) => !dependency.startsWith('@kinfolio/'))) link(name)
  const points = pointsOf([0, 50, 100].map((x) => ({ x, y: 100 + x, width: 6 })))
  const stroke = { kind: 'stroke', tool: 17, colour: 0, thickness: 2, points } as const
  const page = writePage({ layers: [{ label: 'Layer 1', items: [stroke] }] })
  writeFileSync(join(theirs.root, 'page.rm'), page)
  writeFileSync(join(theirs.root, 'cut.rm'), page.subarray(0, page.length - 20))
}, 120_000)

afterAll(() => theirs[Symbol.dispose]())

/** Packs a folder as npm publishes it and unpacks it where npm would install it, with its commands. */
function install(folder: string): void {
  const archive = String(JSON.parse(run('npm', ['pack', '--json'], folder).stdout)[0].filename)
  const { name, bin = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const target = join(theirs.root, 'node_modules', name)
  mkdirSync(target, { recursive: true })
  run('tar', ['-xzf', join(folder, archive), '-C', target, '--strip-components=1'], folder)
  const commands = join(theirs.root, 'node_modules/.bin')
  mkdirSync(commands, { recursive: true })
  for (const [command, path] of Object.entries<string>(bin)) {
    chmodSync(join(target, path), 0o755)
    symlinkSync(join(target, path), join(commands, command))
  }
}

function manifestOf(name: string): { dependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(theirs.root, 'node_modules', name, 'package.json'), 'utf8'))
}

function link(name: string): void {
  const target = join(theirs.root, 'node_modules', name)
  mkdirSync(dirname(target), { recursive: true })
  symlinkSync(join(root, 'node_modules', name), target)
}

type Ended = { status: number | null; stdout: string; stderr: string }

function run(command: string, args: string[], cwd: string): Ended {
  const env = { PATH, HOME: cwd, npm_config_update_notifier: 'false' }
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' })
  if (error !== undefined) throw error
  return { status, stdout, stderr }
}

const npx = (...args: string[]): Ended => run('npx', ['--no-install', 'rm-ink', ...args], theirs.root)

describe('npx rm-ink, as it is published', () => {
  it('draws a page in every form, the PNG at the page’s native size', () => {
    expect(npx('page.rm', '--png', '--svg', '--pdf', '--json', '--out', 'drawn')).toMatchObject({
      status: 0,
      stdout: '',
    })
    const drawn = join(theirs.root, 'drawn')
    expect(readdirSync(drawn).toSorted()).toEqual(['page.json', 'page.pdf', 'page.png', 'page.svg'])
    const png = readFileSync(join(drawn, 'page.png'))
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1404, 1872])
    expect(readFileSync(join(drawn, 'page.svg'), 'utf8')).toContain('data-stroke="0"')
    expect(readFileSync(join(drawn, 'page.pdf'), 'latin1')).toMatch(/^%PDF-/)
  })

  it('prints the scene', () => {
    const { status, stdout } = npx('page.rm', '--json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout).layers[0].items[0].points.x).toEqual([0, 50, 100])
  })

  it('ends with 1 for a file that cannot be read, and draws the others', () => {
    const { status, stderr } = npx('missing.rm', 'page.rm', '--svg', '--out', 'others')
    expect([status, readdirSync(join(theirs.root, 'others'))]).toEqual([1, ['page.svg']])
    expect(stderr).toContain('missing.rm')
  })

  it('ends with 0 and a warning for a page of which a part is lost', () => {
    const { status, stderr } = npx('cut.rm', '--svg', '--out', 'cut')
    expect(status).toBe(0)
    expect(stderr).toContain('cut.rm')
  })
})
