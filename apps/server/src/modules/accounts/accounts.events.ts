import { userId } from '@kinfolio/contracts'
import { z } from 'zod'
import { defineEvent } from '../../kernel/events/index.ts'

/** What a person is told about their account, by mail and notice, whoever did it. */
const accountChange = z.enum([
  'signed-in-somewhere-new',
  'password-changed',
  'password-reset-asked',
  'email-to-verify',
  // Somebody registered with the address of this account: their answer was the same as any.
  'registered-again',
  // Told at the old address while it still is the one.
  'email-change-asked',
  'email-changed',
  'passkey-added',
  'passkey-removed',
  // Somebody used a passkey whose counter had been used already.
  'passkey-copied',
  'second-factor-on',
  'second-factor-off',
  'recovery-codes-used',
  'api-key-made',
  'identity-linked',
  'identity-unlinked',
  'sessions-ended',
  'refresh-token-reused',
  'sign-in-denied',
  'deletion-asked',
  'deletion-taken-back',
])
export type AccountChange = z.infer<typeof accountChange>

/** Something happened to a person's account. Announced with no space: it is theirs alone. */
export const accountChanged = defineEvent(
  'accounts.changed',
  z.object({ user_id: userId, change: accountChange, address: z.string(), user_agent: z.string() }),
)
