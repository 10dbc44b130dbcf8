import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkTracked } from './check-tracked.mjs'
import { makeTree } from './fixture-tree.ts'

/** A path that would fall foul of the wall if it stood in this file as it is. */
const home = (name: string): string => ['', 'home', name, 'kinfolio', 'a.ts'].join('/')

function problemsOf(files: Record<string, string>, executable: string[] = []): string[] {
  using tree = makeTree({ '.gitignore': 'ignored/\n', ...files })
  for (const path of executable) chmodSync(join(tree.root, path), 0o755)
  execFileSync('git', ['init', '--quiet'], { cwd: tree.root })
  return checkTracked({ root: tree.root }).problems
}

describe('what is committed', () => {
  it('is fine when it says nothing about a machine', () => {
    const fine = {
      'a.ts': 'open("./data", "/home/node/data", "../shared/corpus")',
      'package-lock.json': '"resolved": "packages/ink"',
    }
    expect(problemsOf(fine)).toEqual([])
  })

  it('names no path of this checkout', () => {
    using tree = makeTree({})
    execFileSync('git', ['init', '--quiet'], { cwd: tree.root })
    writeFileSync(join(tree.root, 'note.md'), `\nsee ${tree.root}/packages`)
    expect(checkTracked({ root: tree.root }).problems).toEqual(['note.md:2: a path of this checkout'])
  })

  it('names nobody’s home folder', () => {
    expect(problemsOf({ 'a.ts': `open('${home('anna')}')` })).toEqual([
      `a.ts:1: a path of somebody's machine: ${home('anna').slice(0, 11)}`,
    ])
  })

  it('has a lock file without download addresses', () => {
    const lock = JSON.stringify({ resolved: 'https://packages.example/a.tgz' }, null, 2)
    expect(problemsOf({ 'package-lock.json': lock })).toEqual([
      'package-lock.json:2: a download address in the lock file',
    ])
  })

  it('is at most 2 MB a file', () => {
    expect(problemsOf({ 'a.bin': '\0'.repeat(2_000_000) })).toEqual([])
    expect(problemsOf({ 'a.bin': '\0'.repeat(2_000_001) })).toEqual(['a.bin: 2000001 bytes, limit 2000000'])
  })

  it('has commands that are there and can be run', () => {
    const bin = (path: string): Record<string, string> => ({
      'packages/pen/package.json': JSON.stringify({ bin: { pen: path } }),
      'packages/pen/bin/pen.mjs': '#!/usr/bin/env node',
    })
    expect(problemsOf(bin('./bin/pen.mjs'))).toEqual([
      'packages/pen/bin/pen.mjs: a command has to be executable (chmod +x)',
    ])
    expect(problemsOf(bin('bin/gone.mjs'))).toEqual([
      'packages/pen/package.json: the command packages/pen/bin/gone.mjs is not there',
    ])
    expect(problemsOf(bin('bin/pen.mjs'), ['packages/pen/bin/pen.mjs'])).toEqual([])
  })

  it('does not include what git ignores', () => {
    expect(problemsOf({ 'ignored/a.ts': home('anna') })).toEqual([])
  })
})

describe('the wall of tracked files', () => {
  it('falls when it saw no file', () => {
    using tree = makeTree({})
    execFileSync('git', ['init', '--quiet'], { cwd: tree.root })
    expect(checkTracked({ root: tree.root }).problems).toEqual(['it-looked: no file is tracked here'])
  })
})
