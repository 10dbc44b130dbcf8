import type { PersonLog } from '../../../kernel/events/index.ts'
import type { OpenSessionDeps } from '../open-session.ts'

export type ApprovalDeps = OpenSessionDeps & {
  personLog: Pick<PersonLog, 'appendFor'>
  /** How long a request waits for an answer, in seconds; never longer than the sign-in it is for. */
  approvalS: number
}
