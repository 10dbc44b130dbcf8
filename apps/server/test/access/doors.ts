import { SIGN_IN } from '../../src/kernel/database/index.ts'
import type { Holdings, World } from '../access-world.ts'
import type { Row } from './row.ts'

/** Everybody here comes from one address, which would be locked by the tenth refusal. */
async function unlocked(world: World): Promise<Partial<Holdings>> {
  await world.test.database.write(SIGN_IN, (tx) => tx.deleteFrom('sign_in_attempts').execute())
  return {}
}

/** The second step of signing in, proving it once more, and sessions. */
export const doorRows: Record<string, Row> = {
  loginWithTotp: { for: 'everybody', answer: 410, json: () => ({ pending_id: 'guessed', code: '123456' }) },
  loginWithRecoveryCode: { for: 'everybody', answer: 410, json: () => ({ pending_id: 'guessed', code: 'abcd' }) },
  getTwoStep: { for: 'signed in' },
  beginTotp: { for: 'signed in' },
  confirmTotp: { for: 'signed in', answer: 403, json: () => ({ code: '000000' }) },
  turnOffTotp: { for: 'signed in' },
  renewRecoveryCodes: { for: 'signed in', answer: 409 },
  getStepUp: { for: 'signed in' },
  // Nobody here has a password.
  stepUp: { for: 'signed in', answer: 403, first: unlocked, json: () => ({ method: 'password', proof: 'guessed' }) },
  listSessions: { for: 'signed in' },
  endSession: { for: 'signed in', answer: 404 },
  endOtherSessions: { for: 'signed in' },
}
