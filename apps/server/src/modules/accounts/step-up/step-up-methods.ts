import type { StepUpMethod, UserId } from '@kinfolio/contracts'
import type { Db } from '../../../kernel/database/index.ts'
import { findPasswordHash } from '../account.queries.ts'
import { hasPasskey } from '../passkeys/passkey.queries.ts'
import { findTotp } from '../two-step/two-step.queries.ts'

export type StepUpWay = { readonly method: StepUpMethod; isHad(db: Db, userId: UserId): Promise<boolean> }

/** Every way to prove it once more; the dialog offers those that the person has, in this order. */
export const stepUpMethods: readonly StepUpWay[] = [
  { method: 'passkey', isHad: hasPasskey },
  { method: 'password', isHad: async (db, userId) => (await findPasswordHash(db, userId)) != null },
  { method: 'totp', isHad: async (db, userId) => (await findTotp(db, userId))?.confirmed_at != null },
]
