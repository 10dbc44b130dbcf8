import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCommand } from '../run-command.ts'

let dataDir = ''
let said: string[]
beforeEach(async () => {
  said = []
  dataDir = await mkdtemp(join(tmpdir(), 'kinfolio-keys-'))
})
afterEach(async () => rm(dataDir, { recursive: true }))

const terminal = {
  print: (line: string) => void said.push(line),
  warn: (line: string) => void said.push(line),
  showProgress: () => undefined,
  isInteractive: false,
  ask: async () => '',
}

async function kinfolio(...args: string[]): Promise<number> {
  const env = { DATA_DIR: dataDir }
  return runCommand({ terminal, env, homeFolder: dataDir, signal: new AbortController().signal }, args)
}

async function keys(): Promise<{ kid: string; retired_at?: string }[]> {
  return JSON.parse(await readFile(join(dataDir, 'keys', 'signing-keys.json'), 'utf8')).keys
}

test('a new key signs, and the one before is still believed', async () => {
  expect(await kinfolio('keys', 'rotate', 'signing')).toBe(0)
  const [first, ...before] = await keys()
  expect(await kinfolio('keys', 'rotate', 'signing')).toBe(0)
  const [second, ...retired] = await keys()
  expect(second?.kid).not.toBe(first?.kid)
  expect([second?.retired_at, retired.map(({ kid }) => kid)]).toEqual([
    undefined,
    [first?.kid, ...before.map(({ kid }) => kid)],
  ])
  expect(said.join()).toContain('nobody has to sign in again')
})

test('at once, no key before is believed', async () => {
  await kinfolio('keys', 'rotate', 'signing')
  expect(await kinfolio('keys', 'rotate', 'signing', '--at-once')).toBe(0)
  expect(await keys()).toHaveLength(1)
})

test.each([[[]], [['rotate']], [['rotate', 'everything']], [['rotate', 'signing', 'now']], [['--at-once']]])(
  'what the command does not know is said: %j',
  async (args) => {
    expect(await kinfolio('keys', ...args)).toBe(2)
    expect(said.join()).toContain('keys rotate signing')
  },
)
