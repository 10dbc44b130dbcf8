import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export interface FixtureTree extends Disposable {
  readonly root: string
}

/**
 * A small house in a temporary folder, gone at the end of the test.
 *
 * @param files content by path below the root
 * @param links symbolic links by path, each with its target relative to the root (or absolute); npm links workspaces like this
 */
export function makeTree(files: Record<string, string>, links: Record<string, string> = {}): FixtureTree {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kinfolio-walls-')))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    symlinkSync(resolve(root, target), join(root, path))
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}
