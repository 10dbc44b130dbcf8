import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeTree } from './fixture-tree.ts'

const root = resolve(import.meta.dirname, '..')
const configuration = readFileSync(resolve(root, '.oxlintrc.json'), 'utf8')

const repeat = (line: string, times: number): string => `${line}\n`.repeat(times)
/** One file for each rule, in which that rule and only that rule has something to say. */
const BROKEN: Record<string, [path: string, text: string]> = {
  'typescript(no-explicit-any)': ['packages/ink/src/any.ts', 'export const a: any = 1'],
  'typescript(ban-ts-comment)': [
    'packages/ink/src/silenced.ts',
    '// @ts-expect-error whatever\nexport const a: string = 1',
  ],
  'typescript(no-namespace)': ['packages/ink/src/namespace.ts', 'export namespace Pens { export const a = 1 }'],
  'typescript(no-floating-promises)': ['packages/ink/src/floating.ts', 'later'],
  'typescript(no-misused-promises)': ['packages/ink/src/misused.ts', 'if (later) use()'],
  'typescript(only-throw-error)': ['packages/ink/src/thrown.ts', `throw 'text'`],
  'typescript(switch-exhaustiveness-check)': [
    'packages/ink/src/switch.ts',
    `export function f(a: 'x' | 'y'): void {\n  switch (a) {\n    case 'x':\n      use()\n  }\n}`,
  ],
  'typescript(consistent-type-imports)': [
    'packages/ink/src/types.ts',
    `import { Stats } from './wide.ts'\nexport const a = (b: Stats): Stats => b`,
  ],
  'typescript(parameter-properties)': [
    'packages/ink/src/property.ts',
    'export class A {\n  constructor(private a: number) {\n    use(this.a)\n  }\n}',
  ],
  'import(no-default-export)': ['packages/ink/src/default.ts', 'export default 1'],
  'import(no-cycle)': ['packages/ink/src/ring.ts', `import type { B } from './ring-back.ts'\nexport type A = B | 1`],
  'import(no-nodejs-modules)': ['packages/rm-format/src/node.ts', `import { join } from 'node:path'\nuse(join)`],
  'eslint(no-restricted-globals)': ['packages/contracts/src/globals.ts', 'use(process.env)'],
  'eslint(max-lines)': ['packages/ink/src/long.ts', repeat('use()', 401)],
  'eslint(max-lines-per-function)': [
    'packages/ink/src/tall.ts',
    `export function a(): void {\n${repeat('  use()', 70)}}`,
  ],
  'eslint(max-params)': [
    'packages/ink/src/wide.ts',
    'export type Stats = number\nexport const a = (b: 1, c: 2, d: 3, e: 4): number => b + c + d + e',
  ],
  'eslint(no-empty)': ['packages/ink/src/empty.ts', 'try {\n  use()\n} catch {}'],
  'eslint(eqeqeq)': ['packages/ink/src/equal.ts', 'use(Math.random() == 1)'],
  'eslint(no-unused-vars)': ['packages/ink/src/unused.ts', 'const a = 1'],
  'unicorn(filename-case)': ['packages/ink/src/camelCase.ts', 'use()'],
  'unicorn(prefer-node-protocol)': ['apps/server/src/protocol.ts', `import { join } from 'path'\nuse(join)`],
  'vitest(no-focused-tests)': [
    'packages/ink/src/focused.test.ts',
    `import { it } from 'vitest'\nit.only('draws', () => use())`,
  ],
  'react-hooks(rules-of-hooks)': [
    'apps/web/src/hooks.tsx',
    `import { useState } from 'react'\nexport function Page({ on }: { on: boolean }) {\n  if (on) useState(1)\n  return null\n}`,
  ],
  'react(no-danger)': [
    'apps/web/src/danger.tsx',
    `export const Page = () => <p dangerouslySetInnerHTML={{ __html: '' }} />`,
  ],
  'jsx-a11y(alt-text)': ['apps/web/src/alt.tsx', `export const Page = () => <img src="a.png" />`],
}

/** What the rules must leave alone. */
const FINE: Record<string, string> = {
  'globals.d.ts': 'declare function use(...all: unknown[]): void\ndeclare const later: Promise<number>',
  'packages/ink/src/ring-back.ts': `import type { A } from './ring.ts'\nexport type B = A | 2`,
  'packages/ink/src/fine.test.ts': `import { describe, expect, it } from 'vitest'\ndescribe('a', () => {\n${repeat("  it('draws', () => expect(1).toBe(1))", 80)}})`,
  'packages/rm-format/src/corpus.test.ts': `import { join } from 'node:path'\nuse(join, process.env)`,
  'apps/web/vite.config.ts': 'export default {}',
  'apps/web/src/tall.tsx': `export function Page() {\n${repeat('  use()', 100)}  return null\n}`,
}

/** The rules that spoke, by file. */
let spoken: Map<string, string[]>

beforeAll(() => {
  const broken = Object.fromEntries(Object.values(BROKEN))
  const tsconfig = JSON.stringify({
    extends: resolve(root, 'tsconfig.json'),
    compilerOptions: { types: [] },
    include: ['.'],
  })
  using tree = makeTree({ ...broken, ...FINE, '.oxlintrc.json': configuration, 'tsconfig.json': tsconfig })
  const oxlint = resolve(root, 'node_modules/oxlint/bin/oxlint')
  // Beside its own node_modules it finds the type checker by itself.
  const env = { ...process.env, OXLINT_TSGOLINT_PATH: resolve(root, 'node_modules/.bin/tsgolint') }
  const { stdout } = spawnSync(process.execPath, [oxlint, '--type-aware', '--format=json', '.'], {
    cwd: tree.root,
    env,
  })
  const { diagnostics } = JSON.parse(stdout.toString())
  spoken = new Map()
  for (const { code, filename } of diagnostics) spoken.set(filename, [...(spoken.get(filename) ?? []), code])
})

describe('lint', () => {
  it.each(Object.entries(BROKEN))('refuses by %s', (rule, [path]) => {
    expect(spoken.get(path)).toContain(rule)
  })

  it.each(Object.keys(FINE).filter((path) => !path.includes('ring')))('leaves %s alone', (path) => {
    expect(spoken.get(path) ?? []).toEqual([])
  })
})
