import type { Tokens, UserId } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import type { DomainEvents, PersonLog } from '../../../kernel/events/index.ts'
import type { Admission } from '../oidc/oidc-deps.ts'
import type { OpenSessionDeps, Visitor } from '../open-session.ts'

/** Makes people; spaces do. */
export type Registering = {
  /** Undefined where the account opens with the link of a mail. `keepWayIn` runs in the transaction that makes the person. */
  registerWithPasskey(newcomer: {
    name: string
    email: string
    invitation?: string | undefined
    visitor: Visitor
    keepWayIn(tx: Tx, of: { userId: UserId; isPending: boolean }): Promise<void>
  }): Promise<Tokens | undefined>
}

export type PasskeyDeps = OpenSessionDeps & {
  events: Pick<DomainEvents, 'announce'>
  personLog: Pick<PersonLog, 'appendFor'>
  /** Of the services that people can sign in by. */
  issuers: readonly string[]
  admission: Pick<Admission, 'require'>
  registering: Registering
}
