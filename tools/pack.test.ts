import { spawnSync } from 'node:child_process'
import { cpSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTree, type FixtureTree } from './fixture-tree.ts'
import { packPackages } from './pack-packages.mjs'

const root = resolve(import.meta.dirname, '..')
const NAMES = ['rm-format', 'ink']

/** Somebody else's project, with our packages in its node_modules as npm would put them there. */
let theirs: FixtureTree

beforeAll(() => {
  using out = makeTree({})
  theirs = makeTree({ 'package.json': '{ "type": "module" }' })
  packPackages({ root, out: out.root, names: NAMES })
  for (const name of NAMES) {
    cpSync(join(out.root, name), join(theirs.root, 'node_modules/@kinfolio', name), { recursive: true })
  }
}, 60_000)

afterAll(() => theirs[Symbol.dispose]())

const byName = (a: string, b: string): number => (a < b ? -1 : 1)

function exportsInPlainNode(name: string): string[] {
  const script = `console.log(JSON.stringify(Object.keys(await import('@kinfolio/${name}'))))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: theirs.root })
  if (stderr.length > 0) throw new Error(stderr.toString())
  return JSON.parse(stdout.toString()).toSorted(byName)
}

describe.each(NAMES)('the published %s', (name) => {
  const folder = (): string => join(theirs.root, 'node_modules/@kinfolio', name)

  it('offers in plain Node, below node_modules, what its source offers', async () => {
    const source: object = await import(`../packages/${name}/src/index.ts`)
    expect(Object.keys(source).length).toBeGreaterThan(0)
    expect(exportsInPlainNode(name)).toEqual(Object.keys(source).toSorted(byName))
  })

  it('has its types beside the code, and neither sources nor tests', () => {
    const files = globSync('**/*.*', { cwd: folder() })
    expect(files).toEqual(
      expect.arrayContaining([join('dist', 'index.js'), join('dist', 'index.d.ts'), 'package.json']),
    )
    expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([])
    expect(files.filter((file) => /\.(test|contract|fuzz)\./.test(file))).toEqual([])
  })

  it('shows a manifest without the tools it was made with', () => {
    const manifest = JSON.parse(readFileSync(join(folder(), 'package.json'), 'utf8'))
    expect(manifest).toMatchObject({ name: `@kinfolio/${name}`, license: 'MIT', type: 'module' })
    expect(manifest.exports['.']).toEqual({ types: './dist/index.d.ts', default: './dist/index.js' })
    expect(manifest).not.toHaveProperty('devDependencies')
  })
})

describe('the published packages', () => {
  it('type-check in a project that knows nothing of this house', () => {
    const files = {
      'package.json': '{ "type": "module" }',
      'use.ts': NAMES.map((name, n) => `export * as all${n} from '@kinfolio/${name}'`).join('\n'),
      'wrong.ts': `export { noSuchThing } from '@kinfolio/ink'`,
    }
    using project = makeTree(files)
    cpSync(join(theirs.root, 'node_modules'), join(project.root, 'node_modules'), { recursive: true })
    const tsc = join(root, 'node_modules/@typescript/native/bin/tsc')
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--lib', 'es2024,dom', '--types', '']
    const check = (file: string): string =>
      spawnSync(process.execPath, [tsc, ...options, file], { cwd: project.root }).stdout.toString()
    expect(check('use.ts')).toBe('')
    expect(check('wrong.ts')).toContain('noSuchThing')
  })
})

describe('packing', () => {
  it('refuses a package that does not compile, and says where', () => {
    const files = {
      'tsconfig.json': readFileSync(join(root, 'tsconfig.json'), 'utf8'),
      'packages/pen/package.json': '{ "name": "pen", "exports": { ".": "./src/index.ts" } }',
      'packages/pen/src/index.ts': `export const pen: number = 'blue'`,
    }
    using house = makeTree(files, { node_modules: join(root, 'node_modules') })
    const pack = (): unknown => packPackages({ root: house.root, out: join(house.root, 'out'), names: ['pen'] })
    expect(pack).toThrow(/does not compile:[^]*pen.src.index\.ts/)
  })
})
