import { bind } from '../../kernel/bind.ts'
import type { OpenSessionDeps } from './open-session.ts'
import { endOneSession, endOtherSessions, type EndSessionsDeps } from './sessions/end-sessions.ts'
import { listSessions } from './sessions/list-sessions.ts'
import { listStepUpMethods, stepUp, type StepUpDeps } from './step-up/step-up.ts'
import {
  beginTotp,
  confirmTotp,
  getTwoStep,
  renewRecoveryCodes,
  turnOffTotp,
  type TwoStepDeps,
} from './two-step/set-up-totp.ts'
import { signInWithRecoveryCode, signInWithTotp } from './two-step/sign-in-by-code.ts'

export type Doors = ReturnType<typeof createDoors>

/** The second step of signing in, proving it once more, and the sessions that came of it. */
export function createDoors(deps: OpenSessionDeps & TwoStepDeps & StepUpDeps & EndSessionsDeps) {
  return bind(deps, {
    signInWithTotp,
    signInWithRecoveryCode,
    getTwoStep,
    beginTotp,
    confirmTotp,
    turnOffTotp,
    renewRecoveryCodes,
    listStepUpMethods,
    stepUp,
    listSessions,
    endOneSession,
    endOtherSessions,
  })
}
