import { codeWrong, type Tokens } from '@kinfolio/contracts'
import { recordAudit } from '../audit.queries.ts'
import type { OpenSessionDeps, Visitor } from '../open-session.ts'
import { completePending } from '../pending/complete-pending.ts'
import { tellPerson } from '../tell-person.ts'
import { proveRecoveryCode, type ProveDeps, proveTotp } from './prove.ts'

type CodeDeps = OpenSessionDeps & ProveDeps
type Input = { pendingId: string; code: string; visitor: Visitor }

/** Throws `code-wrong`, `pending-sign-in-over` and `too-many-attempts`. */
export async function signInWithTotp(deps: CodeDeps, input: Input): Promise<Tokens> {
  const { pendingId, code, visitor } = input
  const tokens = await completePending(deps, {
    pendingId,
    visitor,
    method: 'totp',
    prove: async (tx, { user_id: userId }) => proveTotp(deps, { tx, userId, code }),
  })
  if (tokens === undefined) throw codeWrong({})
  return tokens
}

/** The same with a recovery code. The person is told: it is used where the app is lost, or by who found the list. */
export async function signInWithRecoveryCode(deps: CodeDeps, input: Input): Promise<Tokens> {
  const { pendingId, code, visitor } = input
  const tokens = await completePending(deps, {
    pendingId,
    visitor,
    method: 'recovery_code',
    prove: async (tx, { user_id: userId }) => {
      if (!(await proveRecoveryCode(deps, { tx, userId, code }))) return false
      const { address } = visitor
      await recordAudit(tx, { action: 'recovery-codes.used', actorId: userId, userId, address })
      await tellPerson(deps, { tx, userId, change: 'recovery-codes-used', visitor })
      return true
    },
  })
  if (tokens === undefined) throw codeWrong({})
  return tokens
}
