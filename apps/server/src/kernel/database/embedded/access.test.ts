import { expect, test } from 'vitest'
import { type Access, connectionUrl, hostBasedAccess } from './access.ts'

const socket: Access = { kind: 'socket', dir: '/srv/our data/100%/postgres', port: 5432 }
const tcp: Access = { kind: 'tcp', port: 40_123, passwords: { admin: 'a', owner: 'o', app: 'p' } }

test('a socket folder with spaces and per cent signs survives the way into a connection string', () => {
  const url = new URL(connectionUrl(socket, { role: 'app', database: 'kinfolio' }))
  expect(url.username).toBe('kinfolio_app')
  expect(url.pathname).toBe('/kinfolio')
  expect(url.searchParams.get('host')).toBe('/srv/our data/100%/postgres')
  expect(url.searchParams.get('port')).toBe('5432')
})

test('over TCP each role has its own password', () => {
  expect(connectionUrl(tcp, { role: 'owner', database: 'kinfolio' })).toBe(
    'postgresql://kinfolio_owner:o@127.0.0.1:40123/kinfolio',
  )
})

test('nobody is trusted over TCP, and nobody but our three roles is let in at all', () => {
  expect(hostBasedAccess(tcp)).not.toContain('trust')
  const rules = hostBasedAccess(socket)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  expect(rules.every((line) => /^local all (postgres|kinfolio_owner,kinfolio_app) +trust$/.test(line))).toBe(true)
})
