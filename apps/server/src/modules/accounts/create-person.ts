import { userId, type User } from '@kinfolio/contracts'
import type { Tx } from '../../kernel/database/index.ts'
import { newId } from '../../kernel/ids.ts'
import { insertUser } from './account.queries.ts'

/**
 * A person who can sign in, or will once they followed the link of a mail: until then their password is pending.
 * Runs in the caller's transaction, which is of the sign-in context; throws `email-taken`.
 */
export async function createPerson(
  tx: Tx,
  input: { name: string; email: string; passwordHash: string | null; pendingPasswordHash?: string | null },
): Promise<User> {
  const user = { id: newId(userId), name: input.name, email: input.email.trim() }
  await insertUser(tx, {
    ...user,
    password_hash: input.passwordHash,
    pending_password_hash: input.pendingPasswordHash ?? null,
  })
  return user
}
