import type { SecondFactor } from '../pending/second-factor.ts'
import { countRecoveryCodes, findTotp } from './two-step.queries.ts'

export const totpFactor: SecondFactor = {
  method: 'totp',
  standing: async (db, userId) => ((await findTotp(db, userId))?.confirmed_at == null ? 'absent' : 'asks'),
}

export const recoveryCodeFactor: SecondFactor = {
  method: 'recovery_code',
  standing: async (db, userId) => ((await countRecoveryCodes(db, userId)) === 0 ? 'absent' : 'helps'),
}
