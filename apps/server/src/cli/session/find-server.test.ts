import { expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { findServer } from './find-server.ts'

test.each([
  ['http://localhost:8000', {}, []],
  ['http://nas:9000', {}, [undefined, 'http://nas:9000']],
  ['https://home.example', { KINFOLIO_SERVER: 'https://home.example' }, [undefined, 'http://nas:9000']],
  ['http://here:1', { KINFOLIO_SERVER: 'https://home.example' }, ['http://here:1/dashboard/', 'http://nas:9000']],
  ['http://localhost:8000', { KINFOLIO_SERVER: '' }, []],
])('the server is %s', (found, env, given) => {
  expect(findServer({ env }, given)).toBe(found)
})

test.each(['nas', 'ftp://nas', 'localhost:8000'])('%s is no server', (given) => {
  expect(() => findServer({ env: {} }, [given])).toThrow(UsageError)
})
