import type { User } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import type { PersonLog } from '../../../kernel/events/index.ts'
import type { OpenOrAskDeps } from '../pending/open-or-ask.ts'
import type { Providers } from './providers.ts'

/** Who may become a person here; spaces know. */
export type Admission = {
  /** Throws `sign-up-closed` or `invitation-needed` for who need not try. */
  require(invitation: string | undefined): void
  /** In the caller's transaction, which is of the sign-in context. Throws `email-taken` besides. */
  admit(
    tx: Tx,
    newcomer: { name: string; email: string; passwordHash: null; invitation?: string | undefined },
  ): Promise<User>
}

export type OidcDeps = OpenOrAskDeps & {
  personLog: Pick<PersonLog, 'appendFor'>
  providers: Providers
  admission: Admission
}
