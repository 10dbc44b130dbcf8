import { lastWayToSignIn, type UserId } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'

/**
 * Throws `last-way-to-sign-in` unless the person keeps another one: a password, a passkey, or an account at a service that
 * this server still knows. The person's row stays locked, so that two removals at once do not each count on the other.
 */
export async function requireAnotherWay(
  tx: Tx,
  { userId, issuers }: { userId: UserId; issuers: readonly string[] },
): Promise<void> {
  const person = await tx
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .forUpdate()
    .executeTakeFirst()
  const passkeys = await tx.selectFrom('passkeys').select('id').where('user_id', '=', userId).execute()
  const identities = await tx.selectFrom('identities').select('issuer').where('user_id', '=', userId).execute()
  const hasPassword = person?.password_hash !== null && person?.password_hash !== undefined
  const usable = identities.filter(({ issuer }) => issuers.includes(issuer))
  if (Number(hasPassword) + passkeys.length + usable.length <= 1) throw lastWayToSignIn({})
}
