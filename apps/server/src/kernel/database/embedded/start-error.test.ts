import { expect, test } from 'vitest'
import { DatabaseStartError, explainFileError, KEPT } from './start-error.ts'

function fileError(code: string): Error {
  return Object.assign(new Error(`${code}: something`), { code })
}

test.each([
  ['ENOSPC', 'no-space'],
  ['EDQUOT', 'no-space'],
  ['EACCES', 'permission'],
  ['EPERM', 'permission'],
  ['EROFS', 'permission'],
])('%s becomes one line with the reason %s', (code, reason) => {
  const cause = fileError(code)
  const explained = explainFileError('/srv/kinfolio', cause)
  expect(explained).toBeInstanceOf(DatabaseStartError)
  expect(explained).toMatchObject({ reason, cause })
  expect(String(explained)).toContain('/srv/kinfolio')
  expect(String(explained)).toContain(KEPT)
  expect(String(explained)).not.toContain('\n')
})

test('what is already explained, and what nobody foresaw, passes as it is', () => {
  const explained = new DatabaseStartError('in-use', 'Another server is using it.')
  expect(explainFileError('/srv', explained)).toBe(explained)
  const bug = new TypeError('x is undefined')
  expect(explainFileError('/srv', bug)).toBe(bug)
  const unknown = fileError('EIO')
  expect(explainFileError('/srv', unknown)).toBe(unknown)
})
