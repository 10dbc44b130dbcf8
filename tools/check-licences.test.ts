import { describe, expect, it } from 'vitest'
import { checkLicences } from './check-licences.mjs'
import { makeTree } from './fixture-tree.ts'

function problemsOf(packages: Record<string, object>, files: Record<string, string> = {}): string[] {
  using tree = makeTree({ 'package-lock.json': JSON.stringify({ packages }), ...files })
  return checkLicences({ root: tree.root }).problems
}

const licensed = (license: string): string[] => problemsOf({ 'node_modules/ink-well': { license } })

describe('a production dependency', () => {
  it.each([
    'MIT',
    'Apache-2.0',
    'LGPL-3.0-or-later',
    'GPL-2.0-or-later',
    'AGPL-3.0-or-later',
    'OFL-1.1',
    'Apache 2.0',
    '(MIT OR SSPL-1.0)',
    'MIT AND (BSD-3-Clause OR Proprietary)',
    'GPL-3.0-only WITH Classpath-exception-2.0',
  ])('under %s is shipped', (license) => {
    expect(licensed(license)).toEqual([])
  })

  it.each([
    'SSPL-1.0',
    'GPL-2.0-only',
    'BUSL-1.1',
    'CC-BY-NC-4.0',
    'SEE LICENSE IN EULA',
    'UNLICENSED',
    '(MIT AND SSPL-1.0)',
    'MIT AND (SSPL-1.0 OR Proprietary)',
  ])('under %s is refused by name', (license) => {
    expect(licensed(license)).toEqual([`ink-well: ${license} is not known to be compatible with AGPL-3.0`])
  })

  it('that names no licence is refused', () => {
    expect(problemsOf({ 'node_modules/@pens/ink-well': {} })).toEqual(['@pens/ink-well: no licence is named'])
  })

  it('may name it in its own manifest only, in the old form too', () => {
    const manifest = (fields: object): Record<string, string> => ({
      'node_modules/ink-well/package.json': JSON.stringify(fields),
    })
    const entry = { 'node_modules/ink-well': {} }
    expect(problemsOf(entry, manifest({ license: { type: 'MIT' } }))).toEqual([])
    expect(problemsOf(entry, manifest({ licenses: [{ type: 'SSPL-1.0' }, { type: 'MIT' }] }))).toEqual([])
    expect(problemsOf(entry, manifest({ licenses: [{ type: 'SSPL-1.0' }] }))).toHaveLength(1)
  })

  it('inside another dependency counts as well', () => {
    const packages = {
      'node_modules/pen': { license: 'MIT' },
      'node_modules/pen/node_modules/nib': { license: 'BUSL-1.1' },
    }
    expect(problemsOf(packages)).toEqual(['nib: BUSL-1.1 is not known to be compatible with AGPL-3.0'])
  })
})

describe('the licence wall', () => {
  it('leaves tools of development and our own workspaces alone', () => {
    const packages = {
      'node_modules/pen': { license: 'MIT' },
      'node_modules/linter': { license: 'BUSL-1.1', dev: true },
      'node_modules/@kinfolio/ink': { link: true },
      'packages/ink': {},
    }
    expect(problemsOf(packages)).toEqual([])
  })

  it('falls when it saw no dependency', () => {
    expect(problemsOf({ '': {} })).toEqual(['it-looked: the lock file names no production dependency'])
  })
})
