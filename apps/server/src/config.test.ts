import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'kinfolio-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('nothing given means one machine, on this machine only', () => {
  const config = readConfig({})
  expect(config).toMatchObject({ HOST: '127.0.0.1', PORT: 8000, SERVE: 'all', dataDir: resolve('data'), demo: false })
})

test('a secret may come from a file, without the newline editors add', () => {
  const file = join(folder, 'password')
  writeFileSync(file, 'correct horse battery\n')
  const config = readConfig({ ADMIN_EMAIL: 'ada@example.org', ADMIN_PASSWORD_FILE: file })
  expect(config.ADMIN_PASSWORD).toBe('correct horse battery')
})

test.each([
  [{ PORT: 'eighty' }, 'PORT'],
  [{ PORT: '70000' }, 'PORT'],
  [{ PUBLIC_URL: 'ftp://x' }, 'PUBLIC_URL'],
  [{ SERVE: 'some' }, 'SERVE'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  [{ INTEGRATION_MASTER_KEY: 'short' }, 'INTEGRATION_MASTER_KEY'],
  [{ ADMIN_EMAIL: 'ada@example.org' }, 'ADMIN_PASSWORD'],
  [{ PORT: '1', PORT_FILE: '/x' }, 'PORT_FILE'],
  [{ PORT_FILE: '/does/not/exist' }, 'PORT_FILE'],
])('%o stops the start with one line that names it', (env, name) => {
  const attempt = () => readConfig(env)
  expect(attempt).toThrow(
    expect.objectContaining({ name: 'ConfigError', message: expect.stringMatching(new RegExp(`${name}.*$`)) }),
  )
})

test('an empty variable counts as absent', () => {
  expect(readConfig({ PORT: '', PUBLIC_URL: '' })).toMatchObject({ PORT: 8000, PUBLIC_URL: undefined })
})

test('an option nobody knows is refused', () => {
  expect(readConfig({}, ['--demo']).demo).toBe(true)
  expect(() => readConfig({}, ['--deom'])).toThrow('--deom')
})

test('lists are split at commas', () => {
  expect(readConfig({ TRUSTED_PROXIES: '10.0.0.1, 172.16.0.0/12,' }).TRUSTED_PROXIES).toEqual([
    '10.0.0.1',
    '172.16.0.0/12',
  ])
})
