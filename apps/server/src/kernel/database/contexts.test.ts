import { spaceId, userId } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { beginStatement, SIGN_IN, type Context } from './contexts.ts'

const ada = userId.parse('01890000-0000-7000-8000-000000000001')
const home = spaceId.parse('01890000-0000-7000-8000-000000000002')

test('a transaction says for whom it works, in settings that end with it', () => {
  const begin = beginStatement({ kind: 'person', userId: ada, spaceId: home }, 'read only')
  expect(begin).toBe(
    `begin read only; select set_config('kinfolio.context', 'person', true), ` +
      `set_config('kinfolio.user_id', '${ada}', true), set_config('kinfolio.space_id', '${home}', true)`,
  )
})

test('signing in names nobody', () => {
  expect(beginStatement(SIGN_IN, 'read write')).not.toMatch(/user_id|space_id/)
})

test.each([
  "x'); drop table users; --",
  '',
  '01890000-0000-7000-8000-00000000000',
  '01890000-0000-7000-8000-00000000000A',
])('an id that is none (%s) never reaches SQL', (id) => {
  // What no caller can do by type, a defect might.
  const context = { kind: 'job', spaceId: id, onBehalfOf: undefined } as unknown as Context
  expect(() => beginStatement(context, 'read write')).toThrow(TypeError)
})
