import type { DomainEvents, PersonLog } from '../../../kernel/events/index.ts'
import type { OpenSessionDeps } from '../open-session.ts'

export type PasskeyDeps = OpenSessionDeps & {
  events: Pick<DomainEvents, 'announce'>
  personLog: Pick<PersonLog, 'appendFor'>
  /** Of the services that people can sign in by. */
  issuers: readonly string[]
}
