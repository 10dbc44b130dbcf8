import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const script = resolve(import.meta.dirname, 'node-version.mjs')

/** Runs the script on this Node, which is told to say that it is another. */
function runAs(version: string): { status: number | null; stderr: string } {
  const lie = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '${version}' })`
  const { status, stderr } = spawnSync(process.execPath, ['--import', lie, script])
  return { status, stderr: stderr.toString() }
}

describe('the first line of every script', () => {
  it('says nothing on the Node of this project', () => {
    expect(runAs(process.versions.node)).toEqual({ status: 0, stderr: '' })
    expect(runAs('30.0.0')).toEqual({ status: 0, stderr: '' })
  })

  it('says one clear line on an older one and stops', () => {
    const { status, stderr } = runAs('20.20.2')
    expect(status).toBe(1)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr).toContain('needs Node 24 or newer')
    expect(stderr).toContain('npm install')
  })

  it('is written in words that any Node understands', () => {
    const text = readFileSync(script, 'utf8')
    const options = { target: ts.ScriptTarget.ES5, ignoreDeprecations: '6.0', removeComments: false }
    const old = ts.transpileModule(text, { compilerOptions: options }).outputText
    const words = (code: string): string => code.replaceAll(/"use strict";|;|\s+/g, '')
    expect(words(old)).toBe(words(text))
  })
})
