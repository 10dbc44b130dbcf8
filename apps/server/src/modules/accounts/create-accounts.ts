import { bind } from '../../kernel/bind.ts'
import { refreshSession } from './refresh-session.ts'
import { secondFactors } from './second-factors.ts'
import { createApiKeys } from './api-keys/api-keys.routes.ts'
import { createMailbox } from './mailbox/mailbox.routes.ts'
import type { MailboxDeps } from './mailbox/tell-person.ts'
import { signIn, type SignInDeps } from './sign-in.ts'
import { signOut } from './sign-out.ts'

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts(deps: Omit<SignInDeps, 'secondFactors'> & MailboxDeps) {
  const signingIn = bind({ ...deps, secondFactors }, { signIn, refreshSession, signOut })
  return { ...signingIn, mailbox: createMailbox(deps), apiKeys: createApiKeys(deps) }
}
