import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readConfig, settings } from './config.ts'

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
  [{ ADMIN_PASSWORD: 'a long password' }, 'ADMIN_EMAIL'],
  [{ ADMIN_EMAIL: 'ada', ADMIN_PASSWORD: 'a long password' }, 'ADMIN_EMAIL'],
  [{ PORT: '-1' }, 'PORT'],
  [{ PORT: '80.5' }, 'PORT'],
  [{ DATABASE_CONNECTIONS: '1' }, 'DATABASE_CONNECTIONS'],
  [{ DATABASE_URL: 'mysql://a:b@c/d' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'db.lan/kinfolio' }, 'DATABASE_URL'],
  [{ DATABASE_OWNER_URL: 'postgres://' }, 'DATABASE_OWNER_URL'],
  [{ JOBS_AT_ONCE: '0' }, 'JOBS_AT_ONCE'],
  [{ RATE_READS: '0' }, 'RATE_READS'],
  [{ STORAGE: 's3' }, 'STORAGE'],
  [{ TRUSTED_PROXIES: '10.0.0.1, proxy.lan' }, 'TRUSTED_PROXIES'],
  [{ TRUSTED_PROXIES: '10.0.0.0/33' }, 'TRUSTED_PROXIES'],
  [{ OUTBOUND_ALLOW: '%%' }, 'OUTBOUND_ALLOW'],
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

test('a database of one’s own is named as every client of PostgreSQL names it', () => {
  for (const url of ['postgres://a@b/c', 'postgresql://a:b@c:5432/d?sslmode=require', 'postgres:///d?host=/run/pg']) {
    expect(readConfig({ DATABASE_URL: url }).DATABASE_URL).toBe(url)
  }
})

test('every setting is told in one line, with a default where it needs none', () => {
  for (const [name, schema] of Object.entries(settings.shape)) {
    expect([name, schema.description?.endsWith('.')]).toEqual([name, true])
  }
  expect(() => readConfig({})).not.toThrow()
})

test('what is not ours in the environment is nobody’s concern', () => {
  expect(readConfig({ PATH: '/bin', KINFOLIO: 'x', PORT_FILE_: 'x' })).not.toHaveProperty('KINFOLIO')
})

test('a wrong value is named but not repeated when it may be a secret', () => {
  expect(() => readConfig({ INTEGRATION_MASTER_KEY: 'my-short-secret' })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('my-short-secret') }),
  )
})

test('every setting that a container does not fix is handed on by compose.yaml', async () => {
  const compose = await readFile(new URL('../../../compose.yaml', import.meta.url), 'utf8')
  const ofTheImage = ['HOST', 'PORT', 'DATA_DIR', 'SERVE', 'STORAGE']
  const handedOn = new Set([...compose.matchAll(/^ {6}- ([A-Z_]+)$/gm)].map(([, name]) => name))
  expect(Object.keys(settings.shape).filter((name) => !handedOn.has(name))).toEqual(ofTheImage)
})
