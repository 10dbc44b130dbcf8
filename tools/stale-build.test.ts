import { existsSync, mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeTree, type FixtureTree } from './fixture-tree.ts'
import { buildWhenStale } from './stale-build.mjs'

/** A build that copies its one source, slowly enough for another to come between. */
async function runBuild({ root }: FixtureTree): Promise<boolean> {
  const build = async (outDir: string): Promise<void> => {
    const source = readFileSync(join(root, 'web/main.ts'), 'utf8')
    mkdirSync(outDir, { recursive: true })
    writeFileSync(join(outDir, 'first.js'), source)
    await new Promise((resolve) => setTimeout(resolve, 20))
    writeFileSync(join(outDir, 'last.js'), source)
  }
  const sources = ['web', 'lock.json', 'not-there']
  const { isBuilt } = await buildWhenStale({ root, sources, output: join(root, 'web/dist'), build })
  return isBuilt
}

const house = (): FixtureTree => makeTree({ 'web/main.ts': 'one', 'lock.json': '{}' })

describe('a build', () => {
  it('happens when nothing is built, and then not again', async () => {
    using tree = house()
    expect(await runBuild(tree)).toBe(true)
    expect(await runBuild(tree)).toBe(false)
    expect(readFileSync(join(tree.root, 'web/dist/last.js'), 'utf8')).toBe('one')
  })

  it.each([
    ['changes', 'web/main.ts', 'two'],
    ['is added', 'web/more.ts', ''],
    ['of the lock changes', 'lock.json', '{ }'],
  ])('happens again when a file %s', async (_what, path, text) => {
    using tree = house()
    await runBuild(tree)
    writeFileSync(join(tree.root, path), text)
    expect(await runBuild(tree)).toBe(true)
    expect(await runBuild(tree)).toBe(false)
  })

  it('tells apart files whose names and contents read the same when strung together', async () => {
    using tree = makeTree({ 'web/main.ts': 'one', 'web/ab': 'c' })
    await runBuild(tree)
    using other = makeTree({ 'web/main.ts': 'one', 'web/a': 'bc' })
    await runBuild(other)
    const stamp = ({ root }: FixtureTree): string => readFileSync(join(root, 'web/dist/.built-from'), 'utf8')
    expect(stamp(tree)).not.toBe(stamp(other))
  })

  it('does not look at what it wrote itself or what was installed', async () => {
    using tree = house()
    await runBuild(tree)
    mkdirSync(join(tree.root, 'web/node_modules'))
    writeFileSync(join(tree.root, 'web/node_modules/a.js'), '')
    writeFileSync(join(tree.root, 'web/dist/more.js'), '')
    expect(await runBuild(tree)).toBe(false)
  })

  it('leaves the last good one in place when it fails', async () => {
    using tree = house()
    await runBuild(tree)
    writeFileSync(join(tree.root, 'lock.json'), '[]')
    const failing = buildWhenStale({
      root: tree.root,
      sources: ['web', 'lock.json'],
      output: join(tree.root, 'web/dist'),
      build: () => Promise.reject(new Error('no such import')),
    })
    await expect(failing).rejects.toThrow('no such import')
    expect(readFileSync(join(tree.root, 'web/dist/last.js'), 'utf8')).toBe('one')
  })

  it('clears away what a killed one left, but not what another is writing now', async () => {
    using tree = house()
    for (const name of ['dist.old-one.new', 'dist.running.new']) mkdirSync(join(tree.root, 'web', name))
    const twoHoursAgo = new Date(Date.now() - 7_200_000)
    utimesSync(join(tree.root, 'web/dist.old-one.new'), twoHoursAgo, twoHoursAgo)
    await runBuild(tree)
    const left = readdirSync(join(tree.root, 'web')).filter((name) => name.startsWith('dist.'))
    expect(left).toEqual(['dist.running.new'])
  })

  it('leaves one whole result and nothing else when several run at once', async () => {
    using tree = house()
    await Promise.all(Array.from({ length: 4 }, () => runBuild(tree)))
    expect(readdirSync(join(tree.root, 'web')).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['dist', 'main.ts'])
    expect(existsSync(join(tree.root, 'web/dist/first.js')) && existsSync(join(tree.root, 'web/dist/last.js'))).toBe(
      true,
    )
    expect(await runBuild(tree)).toBe(false)
  })
})
