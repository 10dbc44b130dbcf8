import { parseArgs } from 'node:util'
import { getMe, logout } from '@kinfolio/contracts'
import { type CommandDeps, CommandFailed, isSignInRefused } from '../command.ts'
import { messages } from '../messages.ts'
import { findServer } from './find-server.ts'
import { openClient, signIn } from './open-client.ts'
import { openSessionFile } from './session-file.ts'

/** `kinfolio login [--server URL]`: signs in afresh and keeps the session for the commands that follow. */
export async function loginCommand(given: CommandDeps, args: string[]): Promise<number> {
  const deps = withoutKey(given)
  const { values } = parseArgs({ args, options: { server: { type: 'string' } } })
  const file = openSessionFile(deps)
  const server = findServer(deps, [values.server])
  await signIn(deps, { talk: { server, signal: deps.signal }, file })
  const client = await openClient(deps, { server })
  const { user } = await client.call(getMe)
  deps.terminal.print(messages.signedIn(user.name, server))
  return 0
}

/** `kinfolio logout`: ends the session at the server and forgets it here. */
export async function logoutCommand(given: CommandDeps, args: string[]): Promise<number> {
  const deps = withoutKey(given)
  parseArgs({ args, options: {} })
  const file = openSessionFile(deps)
  const kept = await file.read()
  if (kept === undefined) {
    deps.terminal.print(messages.wasNotSignedIn)
    return 0
  }
  try {
    await endSession(deps, kept.server)
  } finally {
    await file.remove()
  }
  deps.terminal.print(messages.signedOut(kept.server))
  return 0
}

/** Nobody is asked for a password here: a session that the server ended already is over all the same. */
async function endSession(deps: CommandDeps, server: string): Promise<void> {
  const terminal = { ...deps.terminal, isInteractive: false }
  const env = { ...deps.env, KINFOLIO_EMAIL: '', KINFOLIO_PASSWORD: '' }
  const client = await openClient({ ...deps, terminal, env }, { server })
  try {
    await client.call(logout)
  } catch (error) {
    const nobody = error instanceof CommandFailed && error.because === 'nobody-is-signed-in'
    const hasEnded = nobody || isSignInRefused(error)
    if (!hasEnded) throw error
  }
}

/** A session is a person's: the key of their scripts neither begins nor ends one. */
function withoutKey(deps: CommandDeps): CommandDeps {
  return { ...deps, env: { ...deps.env, KINFOLIO_API_KEY: '' } }
}
