import { expect, test } from 'vitest'
import { memberRole } from './accounts.ts'
import { isAtLeast, mayDo, type Permission, permissions } from './permissions.ts'

const roles = memberRole.options.toReversed()
const actions = Object.keys(permissions) as Permission[] // The table's own names.

test('a role may all that a lower one may', () => {
  expect(roles).toEqual(['view_only', 'member', 'admin', 'owner'])
  for (const action of actions) {
    const allowed = roles.filter((role) => mayDo(role, action))
    expect([action, allowed]).toEqual([action, roles.slice(-allowed.length)])
    expect([action, allowed.at(-1)]).toEqual([action, 'owner'])
  }
})

test('who only looks changes nothing', () => {
  expect(actions.filter((action) => mayDo('view_only', action))).toEqual([
    'export the space',
    'see members',
    'see usage',
    'leave the space',
  ])
})

test('what cannot be taken back is the owner’s', () => {
  for (const action of ['delete the space', 'hand over the space', 'set retention'] as const) {
    expect([action, mayDo('admin', action), mayDo('owner', action)]).toEqual([action, false, true])
  }
})

test('roles stand in one order', () => {
  expect(isAtLeast('admin', 'member')).toBe(true)
  expect(isAtLeast('view_only', 'member')).toBe(false)
  expect(isAtLeast('member', 'member')).toBe(true)
})
