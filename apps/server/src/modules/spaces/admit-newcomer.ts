import type { User } from '@kinfolio/contracts'
import type { Tx } from '../../kernel/database/index.ts'
import { people } from '../accounts/index.ts'
import { insertPersonalSpace } from './membership.queries.ts'

/** Nobody is without a space of their own. Runs in the caller's transaction, which is of the sign-in context. */
export async function admitNewcomer(tx: Tx, newcomer: Parameters<typeof people.create>[1]): Promise<User> {
  const user = await people.create(tx, newcomer)
  await insertPersonalSpace(tx, user)
  return user
}
