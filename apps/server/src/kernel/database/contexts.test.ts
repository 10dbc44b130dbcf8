import { spaceId, userId } from '@kinfolio/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginStatement, SIGN_IN, SWEEP, type Context } from './contexts.ts'

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

test('whatever a defect hands over as an id, either it is one or nothing is begun', () => {
  const given = fc.oneof(
    fc.uuid(),
    fc.string({ unit: 'binary' }),
    fc.string().map((text) => `${home}${text}`),
  )
  fc.assert(
    fc.property(given, given, (user, space) => {
      // What no caller can do by type, a defect might.
      const context = { kind: 'person', userId: user, spaceId: space } as unknown as Context
      let begin: string
      try {
        begin = beginStatement(context, 'read only')
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError)
        return
      }
      expect(begin).toMatch(
        /^begin read only; select (set_config\('kinfolio\.[a-z_]+', '([0-9a-f-]+|person)', true\)(, )?)+$/,
      )
      expect(begin.match(/;/g)).toHaveLength(1)
    }),
    { numRuns: 500 },
  )
})

test('a job for nobody names no person, and a sweep names neither person nor space', () => {
  const job = beginStatement({ kind: 'job', spaceId: home, onBehalfOf: undefined }, 'read write')
  expect(job).not.toContain('user_id')
  expect(job).toContain(`'kinfolio.space_id', '${home}'`)
  expect(beginStatement(SWEEP, 'read write')).toBe(
    "begin read write; select set_config('kinfolio.context', 'sweep', true)",
  )
})
