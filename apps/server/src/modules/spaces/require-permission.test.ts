import { memberRole, mayDo, type Permission, permissions } from '@kinfolio/contracts'
import { describe, expect, test } from 'vitest'
import { requirePermission } from './require-permission.ts'

const actions = Object.keys(permissions) as Permission[] // The table's own names.

describe.each(memberRole.options)('%s', (role) => {
  test.each(actions)('is asked the table before they %s', (action) => {
    const attempt = (): void => requirePermission({ role }, action)
    if (mayDo(role, action)) expect(attempt).not.toThrow()
    else expect(attempt).toThrow('You may not do this here')
  })
})

test('who may not is told what was tried', () => {
  const attempt = (): void => requirePermission({ role: 'view_only' }, 'correct a page')
  expect(attempt).toThrow(
    expect.objectContaining({
      body: expect.objectContaining({ type: '/problems/not-allowed', status: 403, action: 'correct a page' }),
    }),
  )
})
