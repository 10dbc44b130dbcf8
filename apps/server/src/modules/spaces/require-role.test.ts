import { memberRole } from '@kinfolio/contracts'
import { describe, expect, test } from 'vitest'
import { requireRole } from './require-role.ts'

const fromLowest = ['view_only', 'member', 'admin', 'owner'] as const
const pairs = fromLowest.flatMap((has) => fromLowest.map((needs) => [has, needs] as const))
const isAllowed = (has: (typeof fromLowest)[number], needs: (typeof fromLowest)[number]): boolean =>
  fromLowest.indexOf(has) >= fromLowest.indexOf(needs)

describe('a role', () => {
  test('of every kind there is has its rank', () => {
    expect(memberRole.options.toSorted()).toEqual([...fromLowest].toSorted())
  })

  test.each(pairs)('%s where %s is needed', (role, atLeast) => {
    const attempt = (): void => requireRole({ role }, { atLeast, action: 'water the beans' })
    if (isAllowed(role, atLeast)) expect(attempt).not.toThrow()
    else expect(attempt).toThrow('You may not do this here')
  })

  test('that is too low is refused with what was tried', () => {
    const attempt = (): void => requireRole({ role: 'view_only' }, { atLeast: 'member', action: 'correct a page' })
    expect(attempt).toThrow(
      expect.objectContaining({
        body: expect.objectContaining({ type: '/problems/not-allowed', status: 403, action: 'correct a page' }),
      }),
    )
  })
})
