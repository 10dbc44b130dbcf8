import { approvalFactor } from './approvals/approval-factor.ts'
import { passkeyFactor } from './passkeys/passkey-factor.ts'
import type { SecondFactor } from './pending/second-factor.ts'
import { recoveryCodeFactor, totpFactor } from './two-step/second-factors.ts'

/** Every way of proving more than a password; sign-in offers them in this order. */
export const secondFactors: readonly SecondFactor[] = [approvalFactor, totpFactor, passkeyFactor, recoveryCodeFactor]
