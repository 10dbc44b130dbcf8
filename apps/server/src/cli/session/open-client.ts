import {
  type AnswerOf,
  type AnyFileRoute,
  type AnyRoute,
  type BodyInputOf,
  login,
  refreshTokens,
  type Tokens,
} from '@kinfolio/contracts'
import { CommandFailed, type CommandDeps, isSignInRefused } from '../command.ts'
import { messages } from '../messages.ts'
import { findServer } from './find-server.ts'
import { finishSignIn } from './second-step.ts'
import { openSessionFile, type Session, type SessionFile } from './session-file.ts'
import { type CallInput, callRoute, pathOf, send, type Talk } from './talk.ts'

/** A signed-in connection to one server. */
export type Client = Talk & {
  call<R extends AnyRoute>(route: R, input?: CallInput<R> & { body?: BodyInputOf<R> }): Promise<AnswerOf<R>>
  /** The bare response of a route that answers a file. */
  openFile<R extends AnyFileRoute>(route: R, input: CallInput<R>): Promise<Response>
  /** Sends a body as it is made. It cannot be sent twice, so the token is made fresh before. */
  stream(to: { method: string; path: string; type: string; body: ReadableStream }): Promise<Response>
}

/** A token is exchanged this long before it ends, so that no request meets its end on the way. */
const FRESH_MS = 60_000

/**
 * Finds a session for the server: one for KINFOLIO_API_KEY, which is kept nowhere, else the one that is kept, else one for KINFOLIO_EMAIL and KINFOLIO_PASSWORD, else one for
 * whom a person at the terminal names. Throws `CommandFailed` when there is none.
 */
export async function openClient(deps: CommandDeps, wish: { server: string | undefined }): Promise<Client> {
  const { KINFOLIO_API_KEY: apiKey = '' } = deps.env
  if (apiKey !== '') return openByKey(deps, { ...wish, apiKey })
  const file = openSessionFile(deps)
  const kept = await file.read()
  const talk: Talk = { server: findServer(deps, [wish.server, kept?.server]), signal: deps.signal }
  const email = deps.env['KINFOLIO_EMAIL']
  const isFitting = kept?.server === talk.server && (email === undefined || email === '' || email === kept.email)
  if (!isFitting) await signIn(deps, { talk, file })

  return clientOf(talk, async () => freshToken(deps, { talk, file }))
}

function clientOf(talk: Talk, token: () => Promise<string>): Client {
  return {
    ...talk,
    call: async (route, input) => callRoute(talk, { route, token: await token(), ...(input && { input }) }),
    openFile: async (route, input) =>
      send(talk, { method: route.method, path: pathOf(route.path, input), token: await token() }),
    stream: async (to) => send(talk, { ...to, token: await token() }),
  }
}

/** The key is exchanged again whenever its token is about to end: there is no refresh token. */
async function openByKey(
  deps: CommandDeps,
  { server, apiKey }: { server: string | undefined; apiKey: string },
): Promise<Client> {
  const talk: Talk = { server: findServer(deps, [server]), signal: deps.signal }
  let held: { token: string; endsAtMs: number } | undefined
  return clientOf(talk, async () => {
    if (held !== undefined && held.endsAtMs - Date.now() > FRESH_MS) return held.token
    const answer = await callRoute(talk, { route: login, token: apiKey })
    if ('pending_id' in answer) throw new CommandFailed(messages.notUnderstood(talk.server, 202))
    held = { token: answer.access_token, endsAtMs: Date.now() + answer.expires_in * 1_000 }
    return held.token
  })
}

type At = { talk: Talk; file: SessionFile }

/** Signs in and keeps the session. The password is kept nowhere. */
export async function signIn(deps: CommandDeps, { talk, file }: At): Promise<Session> {
  const { email, password } = await findCredentials(deps, talk)
  const answer = await callRoute(talk, { route: login, input: { body: { email, password } } })
  const tokens = 'pending_id' in answer ? await finishSignIn(deps, { talk, pending: answer }) : answer
  return keepTokens({ talk, file }, { email, tokens })
}

async function findCredentials(deps: CommandDeps, { server }: Talk): Promise<{ email: string; password: string }> {
  const { KINFOLIO_EMAIL: email = '', KINFOLIO_PASSWORD: password = '' } = deps.env
  if (email !== '' && password !== '') return { email, password }
  if (!deps.terminal.isInteractive)
    throw new CommandFailed(messages.signInFirst(server), { because: 'nobody-is-signed-in' })
  return {
    email: email === '' ? (await deps.terminal.ask(messages.askEmail, { isHidden: false })).trim() : email,
    password: await deps.terminal.ask(messages.askPassword, { isHidden: true }),
  }
}

async function keepTokens({ talk, file }: At, input: { email: string; tokens: Tokens }): Promise<Session> {
  const { access_token, refresh_token, expires_in } = input.tokens
  if (refresh_token === null) throw new CommandFailed(messages.notUnderstood(talk.server, 200))
  const ends_at_ms = Date.now() + expires_in * 1_000
  const session = { server: talk.server, email: input.email, access_token, refresh_token, ends_at_ms }
  await file.write(session)
  return session
}

/** A refresh token works once: the exchange happens while no other command does the same. */
async function freshToken(deps: CommandDeps, at: At): Promise<string> {
  const kept = await at.file.read()
  if (kept !== undefined && isFresh(kept)) return kept.access_token
  return at.file.alone(async () => {
    const current = await at.file.read()
    if (current === undefined) return (await signIn(deps, at)).access_token
    if (isFresh(current)) return current.access_token
    return (await exchange(deps, { ...at, current })).access_token
  })
}

function isFresh(session: Session): boolean {
  return session.ends_at_ms - Date.now() > FRESH_MS
}

async function exchange(deps: CommandDeps, at: At & { current: Session }): Promise<Session> {
  const body = { refresh_token: at.current.refresh_token }
  try {
    const tokens = await callRoute(at.talk, { route: refreshTokens, input: { body } })
    return await keepTokens(at, { email: at.current.email, tokens })
  } catch (error) {
    if (!isSignInRefused(error)) throw error
    await at.file.remove()
    return signIn(deps, at)
  }
}
