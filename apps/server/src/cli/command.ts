import type { Terminal } from './terminal.ts'

/** What every command is given: where it speaks, what it may read of its surroundings, and when it is to stop. */
export type CommandDeps = {
  terminal: Terminal
  env: NodeJS.ProcessEnv
  homeFolder: string
  signal: AbortSignal
}

/** Answers the exit status: 0 for done, 1 when something was not. Throws `UsageError` and `CommandFailed`. */
export type Command = (deps: CommandDeps, args: string[]) => Promise<number>

/** The command line itself is wrong: shown with the help, status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Foreseen, one line for the person at the terminal, status 1. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
  /** What a caller may want to tell apart: the server's refusal by its HTTP status, or that nobody is signed in. */
  readonly because: { refusedWith: number } | 'nobody-is-signed-in' | undefined

  constructor(message: string, options?: ErrorOptions & { because?: CommandFailed['because'] }) {
    super(message, options)
    this.because = options?.because
  }
}

/** Whether the server refused because the session is over. */
export function isSignInRefused(error: unknown): boolean {
  const because = error instanceof CommandFailed ? error.because : undefined
  return typeof because === 'object' && because.refusedWith === 401
}
