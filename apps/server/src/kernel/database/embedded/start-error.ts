/** What kept the embedded database from starting; tests and the start screen switch on it. */
export type DatabaseStartReason =
  | 'in-use'
  | 'other-version'
  | 'not-a-cluster'
  | 'no-runtime'
  | 'no-user-name'
  | 'wrong-owner'
  | 'unreachable'
  | 'no-space'
  | 'permission'
  | 'did-not-start'

/** One line for the person at the terminal: what happened, what was kept, what to do about it. */
export class DatabaseStartError extends Error {
  override readonly name = 'DatabaseStartError'
  readonly reason: DatabaseStartReason

  constructor(reason: DatabaseStartReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** Turns the file system's own errors about `path` into a line a person can act on; anything else passes through. */
export function explainFileError(path: string, error: unknown): unknown {
  if (error instanceof DatabaseStartError || !(error instanceof Error) || !('code' in error)) return error
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new DatabaseStartError(
        'no-space',
        `No space is left for the database at ${path}. ${KEPT} Free some space and start again.`,
        { cause: error },
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new DatabaseStartError(
        'permission',
        `The database folder ${path} cannot be used (${error.code}). ${KEPT} Give this user write access to it, or set DATA_DIR to another folder.`,
        { cause: error },
      )
    default:
      return error
  }
}

/** The promise every start error repeats: a start that fails has changed nothing that was there before. */
export const KEPT = 'Everything stored so far is untouched.'
