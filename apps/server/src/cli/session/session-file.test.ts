import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSessionFile, type Session, type SessionFile } from './session-file.ts'

const made: Session = {
  server: 'http://localhost:8000',
  email: 'ada@example.org',
  access_token: 'a',
  refresh_token: 'r',
  ends_at_ms: 5,
}

let homeFolder = ''
let file: SessionFile
beforeEach(async () => {
  homeFolder = await mkdtemp(join(tmpdir(), 'kinfolio-home-'))
  file = openSessionFile({ env: {}, homeFolder })
})
afterEach(async () => rm(homeFolder, { recursive: true }))

test('a session is kept where only its owner can read it, until it is removed', async () => {
  expect(await file.read()).toBeUndefined()
  await file.write(made)
  expect(file.path).toBe(join(homeFolder, '.config', 'kinfolio', 'session.json'))
  expect((await stat(file.path)).mode & 0o777).toBe(0o600)
  expect(await file.read()).toEqual(made)
  await file.remove()
  expect(await file.read()).toBeUndefined()
})

test('XDG_CONFIG_HOME says where settings live', () => {
  const { path } = openSessionFile({ env: { XDG_CONFIG_HOME: '/elsewhere' }, homeFolder })
  expect(path).toBe('/elsewhere/kinfolio/session.json')
})

test('a damaged session is named instead of being guessed at', async () => {
  await file.write(made)
  await writeFile(file.path, '{"server":')
  await expect(file.read()).rejects.toThrow(`${file.path} is damaged`)
  expect(await readFile(file.path, 'utf8')).toBe('{"server":')
})

test('two commands exchange tokens one after the other', async () => {
  const steps: string[] = []
  const step = async (name: string): Promise<void> =>
    file.alone(async () => {
      steps.push(`${name} begins`)
      await file.read()
      steps.push(`${name} ends`)
    })
  await Promise.all([step('one'), step('two')])
  expect(steps.map((line) => line.split(' ')[1])).toEqual(['begins', 'ends', 'begins', 'ends'])
})

test('the lock of a command that was killed is taken over', async () => {
  await file.write(made)
  await writeFile(`${file.path}.lock`, '')
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(`${file.path}.lock`, longAgo, longAgo)
  expect(await file.alone(async () => 'done')).toBe('done')
})
