import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { canEnter, spawnIdentity } from './run-as.ts'

const stranger = { uid: 54_321, gid: 54_321, switches: true }

function folders(): { outer: string; inner: string } {
  const outer = mkdtempSync(join(tmpdir(), 'kinfolio-enter-'))
  onTestFinished(() => rmSync(outer, { recursive: true }))
  const inner = join(outer, 'inner')
  mkdirSync(inner)
  chmodSync(inner, 0o755)
  return { outer, inner }
}

test('one closed folder on the way is enough to keep a stranger out', () => {
  const { outer, inner } = folders()
  chmodSync(outer, 0o755)
  expect(canEnter(stranger, inner)).toBe(true)
  chmodSync(outer, 0o700)
  expect(canEnter(stranger, inner)).toBe(false)
})

test('the right to list a folder is not the right to pass through it', () => {
  const { outer, inner } = folders()
  chmodSync(outer, 0o744)
  expect(canEnter(stranger, inner)).toBe(false)
  chmodSync(outer, 0o711)
  expect(canEnter(stranger, inner)).toBe(true)
})

test('a folder that is not there cannot be entered', () => {
  expect(canEnter(stranger, join(folders().inner, 'missing'))).toBe(false)
})

test('who does not switch spawns as they are', () => {
  expect(spawnIdentity({ uid: 1000, gid: 1000, switches: false })).toEqual({})
  expect(spawnIdentity(stranger)).toEqual({ uid: 54_321, gid: 54_321 })
})
