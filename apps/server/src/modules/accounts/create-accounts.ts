import { bind } from '../../kernel/bind.ts'
import type { Sealer } from '../../kernel/secrets/index.ts'
import { createDoors } from './create-doors.ts'
import { refreshSession } from './refresh-session.ts'
import { secondFactors } from './second-factors.ts'
import { createApiKeys } from './api-keys/api-keys.routes.ts'
import { createMailbox } from './mailbox/mailbox.routes.ts'
import type { MailboxDeps } from './mailbox/tell-person.ts'
import { signIn, type SignInDeps } from './sign-in.ts'
import { signOut } from './sign-out.ts'

type AccountsDeps = Omit<SignInDeps, 'secondFactors'> & MailboxDeps & { sealer: Sealer }
export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts(given: AccountsDeps) {
  const deps = { ...given, secondFactors }
  const signingIn = bind(deps, { signIn, refreshSession, signOut })
  return { ...signingIn, doors: createDoors(deps), mailbox: createMailbox(deps), apiKeys: createApiKeys(deps) }
}
