import type { UserId } from '@kinfolio/contracts'
import type { Db } from '../../../kernel/database/index.ts'
import type { Visitor } from '../open-session.ts'
import type { SecondFactor } from '../pending/second-factor.ts'
import { isSamePlace } from '../sessions/same-place.ts'
import { asksWhenNew, canBeAsked, listPlaces } from './approval.queries.ts'

/**
 * Another device that is signed in. It asks where the person wants that and the place is a new one, and helps wherever
 * another factor asks. Without a device that could answer it is absent: nobody is locked out by a phone that was lost
 * and signed out.
 */
export const approvalFactor: SecondFactor = {
  method: 'approval',
  async standing(db, userId, { visitor, now }) {
    if (!(await canBeAsked(db, { userId, now }))) return 'absent'
    if (!(await asksWhenNew(db, userId))) return 'helps'
    const isAsked = visitor === undefined || (await isSomewhereNew(db, { userId, visitor }))
    return isAsked ? 'asks' : 'helps'
  },
}

async function isSomewhereNew(db: Db, { userId, visitor }: { userId: UserId; visitor: Visitor }): Promise<boolean> {
  const places = await listPlaces(db, userId)
  return !places.some(({ address, user_agent }) => isSamePlace({ address, userAgent: user_agent }, visitor))
}
