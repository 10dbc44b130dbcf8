import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { commandOf, isAlive, isPostgresOf, readPostmasterFile } from './postmaster.ts'

const isLinux = process.platform === 'linux'

function folder(postmasterFile?: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'kinfolio-postmaster-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  if (postmasterFile !== undefined) writeFileSync(join(dir, 'postmaster.pid'), postmasterFile)
  return dir
}

test('process, port and state are read from postmaster.pid', async () => {
  const dir = folder('4711\n/srv/18\n1795165042\n5432\n..\n\n  2146996         9\nready   \n')
  expect(await readPostmasterFile(dir)).toEqual({ pid: 4711, port: 5432, isReady: true })
})

test('a database that is still starting is not ready', async () => {
  const dir = folder('4711\n/srv/18\n1795165042\n5432\n..\n\n  2146996         9\nstarting\n')
  expect(await readPostmasterFile(dir)).toMatchObject({ isReady: false })
  expect(await readPostmasterFile(folder('4711\n/srv/18\n'))).toMatchObject({ pid: 4711, isReady: false })
})

test.each(['', '\n', 'hello\n', '-4711\n', '0\n', '1\n'])('%j names no process that could be ended', async (text) => {
  expect(await readPostmasterFile(folder(text))).toBeUndefined()
})

test('no file means no process', async () => {
  expect(await readPostmasterFile(folder())).toBeUndefined()
})

test('a process that runs in the folder but is no PostgreSQL is not taken for one', () => {
  const dir = folder()
  const other = spawn('sleep', ['60'], { cwd: dir })
  onTestFinished(() => void other.kill())
  expect(isAlive(other.pid ?? 0)).toBe(true)
  expect(isPostgresOf(dir, other.pid ?? 0)).toBe(false)
})

test.runIf(isLinux)('a process that ended but was never waited for is not alive', async () => {
  const parent = spawn('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
  onTestFinished(() => void parent.kill())
  const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)))
  await sleep(200)
  expect(() => process.kill(pid, 0)).not.toThrow()
  expect(isAlive(pid)).toBe(false)
})

test.runIf(isLinux)('the command of a process is read with its empty and spaced arguments', async () => {
  const child = spawn('sh', ['-c', 'sleep 60; :', 'a b', ''])
  onTestFinished(() => void child.kill())
  await sleep(50)
  expect(commandOf(child.pid ?? 0)).toEqual(['sh', '-c', 'sleep 60; :', 'a b', ''])
  expect(commandOf(2 ** 30)).toBeUndefined()
})
