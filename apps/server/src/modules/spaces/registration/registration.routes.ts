import { getSignUp, register } from '@kinfolio/contracts'
import { bind } from '../../../kernel/bind.ts'
import type { Serve } from '../../../kernel/http/index.ts'
import { visits } from '../../accounts/index.ts'
import { type RegisterDeps, registerPerson, registerWithPasskey } from './register-person.ts'

export type Registration = ReturnType<typeof createRegistration>

export function createRegistration(deps: RegisterDeps) {
  const { mode, sendsMail } = deps.signUp
  return { ...bind(deps, { registerPerson, registerWithPasskey }), mode, sendsMail }
}

export function serveRegistration(serve: Serve, registration: Registration): void {
  serve(getSignUp, async () => ({ mode: registration.mode, sends_mail: registration.sendsMail }))
  serve(register, async ({ body, request, reply }) => {
    const tokens = await registration.registerPerson({ ...body, visitor: visits.of(request) })
    return { tokens: tokens === undefined ? null : visits.handOver({ request, reply, tokens }) }
  })
}
