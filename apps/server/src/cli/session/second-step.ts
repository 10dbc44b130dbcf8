import { codeWrong, loginWithRecoveryCode, loginWithTotp, type PendingSignIn, type Tokens } from '@kinfolio/contracts'
import { CommandFailed, type CommandDeps } from '../command.ts'
import { messages } from '../messages.ts'
import { callRoute, type Talk } from './talk.ts'

/** Whoever mistyped three codes in a row is better off looking at the clock of their app. */
export const CODES_ASKED_MAX = 3

type Pending = { talk: Talk; pending: PendingSignIn }

/**
 * Ends a sign-in that waits, by what a person can type: a code of their app or a recovery code. Throws `CommandFailed`
 * when nobody is there to ask, or when the account asks for what only a browser has.
 */
export async function finishSignIn({ terminal }: CommandDeps, { talk, pending }: Pending): Promise<Tokens> {
  const takesTotp = pending.methods.includes('totp')
  if (!takesTotp && !pending.methods.includes('recovery_code')) throw new CommandFailed(messages.asksForMore)
  if (!terminal.isInteractive) throw new CommandFailed(messages.asksForCode)
  for (let asked = 0; asked < CODES_ASKED_MAX; asked++) {
    const question = takesTotp ? messages.askCode : messages.askRecoveryCode
    const code = (await terminal.ask(question, { isHidden: false })).trim()
    const tokens = code === '' ? undefined : await tryCode({ talk, pending }, code)
    if (tokens !== undefined) return tokens
    terminal.warn(messages.codeWrong)
  }
  throw new CommandFailed(messages.codesWrong)
}

/** Undefined for a wrong code: another may be tried. Codes of apps are six digits, and recovery codes never are. */
async function tryCode({ talk, pending }: Pending, code: string): Promise<Tokens | undefined> {
  const isOfApp = /^\d{6}$/.test(code.replaceAll(/\s/g, ''))
  const route = isOfApp && pending.methods.includes('totp') ? loginWithTotp : loginWithRecoveryCode
  try {
    return await callRoute(talk, { route, input: { body: { pending_id: pending.pending_id, code } } })
  } catch (error) {
    const because = error instanceof CommandFailed ? error.because : undefined
    if (typeof because === 'object' && because.refusedWith === codeWrong.status) return undefined
    throw error
  }
}
