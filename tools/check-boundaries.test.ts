import { describe, expect, it } from 'vitest'
import { checkBoundaries, unseen } from './check-boundaries.mjs'
import { makeTree } from './fixture-tree.ts'

const MODULES = 'apps/server/src/modules'
const manifest = (fields: object): string => JSON.stringify({ version: '1.0.0', type: 'module', ...fields })
const face = (name: string): object => ({ name, license: 'MIT', exports: { '.': './src/index.ts' } })

/** A house in which every import goes the right way. */
const HOUSE = {
  'apps/server/package.json': manifest({
    name: '@kinfolio/server',
    dependencies: { '@kinfolio/contracts': '1', '@kinfolio/rm-format': '1' },
    devDependencies: { '@kinfolio/testkit': '1' },
  }),
  'apps/server/src/main.ts': `import { house } from './compose.ts'\nexport const started = house`,
  'apps/server/src/compose.ts': `import { read } from './modules/recognition/index.ts'\nexport const house = [read]`,
  'apps/server/src/config.ts': `export const config = 1`,
  'apps/server/src/kernel/clock.ts': `export const now = 1`,
  [`${MODULES}/library/index.ts`]: `export { keep } from './keep.ts'`,
  [`${MODULES}/library/keep.ts`]: `import { now } from '../../kernel/clock.ts'\nimport { page } from '@kinfolio/rm-format'\nexport const keep = [now, page]`,
  [`${MODULES}/recognition/index.ts`]: `import { keep } from '../library/index.ts'\nimport { readers } from './readers.ts'\nexport const read = [keep, readers]`,
  [`${MODULES}/recognition/readers.ts`]: `import { scripted } from './adapters/scripted.ts'\nexport const readers = [scripted]`,
  [`${MODULES}/recognition/adapters/scripted.ts`]: `export const scripted = 1`,
  'apps/web/package.json': manifest({ name: '@kinfolio/web', dependencies: { '@kinfolio/contracts': '1' } }),
  'apps/web/src/app/main.tsx': `import { Reader } from '../features/reader/reader.tsx'\nexport const app = [Reader]`,
  'apps/web/src/features/reader/reader.tsx': `import { button } from '../../shared/button.ts'\nexport const Reader = button`,
  'apps/web/src/features/search/search.tsx': `export const Search = 1`,
  'apps/web/src/shared/button.ts': `import { id } from '@kinfolio/contracts'\nexport const button = id`,
  'packages/contracts/package.json': manifest({ ...face('@kinfolio/contracts'), license: 'AGPL-3.0-or-later' }),
  'packages/contracts/src/index.ts': `export const id = 1`,
  'packages/rm-format/package.json': manifest(face('@kinfolio/rm-format')),
  'packages/rm-format/src/index.ts': `export const page = 1`,
  'packages/rm-format/src/index.test.ts': `import { readFileSync } from 'node:fs'\nexport const used = readFileSync`,
}
const LINKS = {
  'node_modules/@kinfolio/contracts': 'packages/contracts',
  'node_modules/@kinfolio/rm-format': 'packages/rm-format',
  'node_modules/@kinfolio/server': 'apps/server',
}

async function problemsWith(changes: Record<string, string>): Promise<string[]> {
  using tree = makeTree({ ...HOUSE, ...changes }, LINKS)
  const { problems } = await checkBoundaries({ root: tree.root })
  return problems
}

describe('the boundaries of the house', () => {
  it('stand in a house in which every import goes the right way', async () => {
    expect(await problemsWith({})).toEqual([])
  })

  const crossings: [rule: string, changes: Record<string, string>][] = [
    [
      'no-cycles',
      {
        [`${MODULES}/library/keep.ts`]: `import type { Kept } from './kept.ts'\nexport type Keep = Kept`,
        [`${MODULES}/library/kept.ts`]: `import type { Keep } from './keep.ts'\nexport type Kept = Keep | 1`,
      },
    ],
    [
      'modules-meet-at-their-face',
      { [`${MODULES}/recognition/sneak.ts`]: `export { keep } from '../library/keep.ts'` },
    ],
    [
      'modules-meet-at-their-face',
      { 'apps/server/src/compose.ts': `export { keep as house } from './modules/library/keep.ts'` },
    ],
    [
      'modules-call-only-those-above',
      {
        [`${MODULES}/library/keep.ts`]: `export { speak as keep } from '../speech/index.ts'`,
        [`${MODULES}/speech/index.ts`]: `export const speak = 1`,
      },
    ],
    ['modules-are-of-the-design', { [`${MODULES}/gadgets/index.ts`]: `export const gadget = 1` }],
    [
      'nothing-imports-the-composition-root',
      { [`${MODULES}/library/keep.ts`]: `export { config as keep } from '../../config.ts'` },
    ],
    [
      'the-kernel-knows-no-module',
      {
        'apps/server/src/kernel/clock.ts': `import type { read } from '../modules/recognition/index.ts'\nexport const now: typeof read | 1 = 1`,
      },
    ],
    [
      'adapters-are-reached-through-their-registry',
      { [`${MODULES}/recognition/read.ts`]: `export { scripted } from './adapters/scripted.ts'` },
    ],
    [
      'contracts-run-anywhere',
      { 'packages/rm-format/src/index.ts': `import { readFileSync } from 'node:fs'\nexport const page = readFileSync` },
    ],
    [
      'contracts-run-anywhere',
      { 'packages/contracts/src/index.ts': `import { join } from 'path'\nexport const id = join` },
    ],
    [
      'packages-know-no-app',
      { 'packages/contracts/src/index.ts': `export { now as id } from '../../../apps/server/src/kernel/clock.ts'` },
    ],
    [
      'packages-are-imported-by-name',
      {
        [`${MODULES}/library/keep.ts`]: `export { page as keep } from '../../../../../packages/rm-format/src/index.ts'`,
      },
    ],
    [
      'imports-are-declared',
      { 'apps/web/src/shared/button.ts': `export { page as button } from '@kinfolio/rm-format'` },
    ],
    [
      'imports-are-declared',
      {
        'apps/server/src/config.ts': `import type { seed } from '@kinfolio/testkit'\nexport type Config = typeof seed`,
      },
    ],
    ['every-import-can-be-resolved', { 'apps/server/src/config.ts': `export { gone } from './gone.ts'` }],
    [
      'mit-packages-import-no-agpl-package',
      { 'packages/rm-format/src/index.ts': `export { id as page } from '@kinfolio/contracts'` },
    ],
    [
      'mit-packages-import-no-agpl-package',
      {
        'packages/rm-format/src/index.ts': `export { open as page } from 'mupdf'`,
        'node_modules/mupdf/package.json': manifest({
          name: 'mupdf',
          license: 'AGPL-3.0-or-later',
          exports: './index.js',
        }),
        'node_modules/mupdf/index.js': `export const open = 1`,
      },
    ],
    [
      'only-tests-import-what-is-for-tests',
      {
        [`${MODULES}/library/keep.ts`]: `export { scene as keep } from './scene.testing.ts'`,
        [`${MODULES}/library/scene.testing.ts`]: `export const scene = 1`,
      },
    ],
    [
      'apps-meet-through-contracts',
      { 'apps/web/src/shared/button.ts': `export { now as button } from '../../../server/src/kernel/clock.ts'` },
    ],
    [
      'web-flows-from-app-to-features-to-shared',
      { 'apps/web/src/shared/button.ts': `export { Search as button } from '../features/search/search.tsx'` },
    ],
    [
      'web-flows-from-app-to-features-to-shared',
      {
        'apps/web/src/features/search/search.tsx': `import type { app } from '../../app/main.tsx'\nexport type Search = typeof app`,
      },
    ],
    [
      'web-features-never-import-each-other',
      { 'apps/web/src/features/reader/reader.tsx': `export { Search as Reader } from '../search/search.tsx'` },
    ],
  ]
  it.each(crossings)('fall with %s (%#)', async (rule, changes) => {
    const problems = await problemsWith(changes)
    expect(problems.filter((problem) => problem.startsWith(`${rule}: `))).not.toEqual([])
  })

  it('let a test use what only tests may', async () => {
    const test = `import { seed } from '@kinfolio/testkit'\nimport { scripted } from './adapters/scripted.ts'\nexport const used = [seed, scripted]`
    const testkit = {
      'packages/testkit/package.json': manifest(face('@kinfolio/testkit')),
      'packages/testkit/src/index.ts': `export const seed = 1`,
    }
    using tree = makeTree(
      { ...HOUSE, ...testkit, [`${MODULES}/recognition/read.test.ts`]: test },
      { ...LINKS, 'node_modules/@kinfolio/testkit': 'packages/testkit' },
    )
    expect((await checkBoundaries({ root: tree.root })).problems).toEqual([])
  })

  it('fall when there is nothing to look at', async () => {
    using tree = makeTree({ 'README.md': '' })
    expect((await checkBoundaries({ root: tree.root })).problems).toEqual(['it-looked: there is no code to look at'])
  })

  it('fall when a file was not looked at', () => {
    const problems = unseen({ files: ['a.ts', 'b.ts'], modules: [{ source: 'a.ts' }] })
    expect(problems).toEqual(['it-looked: b.ts was not looked at'])
  })
})
