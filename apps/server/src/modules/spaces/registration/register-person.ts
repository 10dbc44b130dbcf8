import { emailTaken, Problem, type Tokens, type User, type UserId, userId } from '@kinfolio/contracts'
import { SIGN_IN, type Tx } from '../../../kernel/database/index.ts'
import type { DomainEvents } from '../../../kernel/events/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { accountChanged, limitAttempts, people, recordAudit, sessions } from '../../accounts/index.ts'
import { messages } from './messages.ts'
import type { Newcomer, SignUp } from './sign-up.ts'

export type RegisterDeps = Parameters<typeof sessions.open>[0] & {
  passwords: { hash(password: string, whose?: { email: string; name: string }): Promise<string> }
  signUp: SignUp & { sendsMail: boolean }
  events: Pick<DomainEvents, 'announce'>
}
type Visitor = Parameters<typeof sessions.open>[1]['visitor']
export type RegisterInput = {
  name: string
  email: string
  password: string
  invitation?: string | undefined
  visitor: Visitor
}
type Prepared = { newcomer: Newcomer; visitor: Visitor }

/**
 * Creates an account. Where mail is sent, it opens with the link in the mail, and nobody learns here whether the address
 * had an account before: both are answered undefined, after the same work. Elsewhere the person is signed in at once,
 * and a taken address has to be told.
 *
 * An invitation that does not hold counts like a wrong password: codes are short enough to be guessed.
 */
export async function registerPerson(deps: RegisterDeps, input: RegisterInput): Promise<Tokens | undefined> {
  const { name, email, invitation, visitor } = input
  deps.signUp.require(invitation)
  const hash = await deps.passwords.hash(input.password, input)
  const newcomer = { name, email: email.trim(), invitation }
  if (deps.signUp.sendsMail) {
    await registerByMail(deps, { newcomer: { ...newcomer, passwordHash: null, pendingPasswordHash: hash }, visitor })
    return undefined
  }
  const user = await admitOnce(deps, { newcomer: { ...newcomer, passwordHash: hash }, visitor })
  return sessions.open(deps, { user, visitor })
}

/**
 * The mail is announced in a transaction of its own, in the context of whose it is, for a new person as for a known one.
 * Should the server die in between, registering again sends it.
 */
async function registerByMail(deps: RegisterDeps, { newcomer, visitor }: Prepared): Promise<void> {
  const find = async () => deps.database.read(SIGN_IN, (db) => people.findMailbox(db, newcomer.email))
  let known = await find()
  let created: User | undefined
  if (known === undefined) {
    try {
      created = await admitOnce(deps, { newcomer, visitor })
    } catch (error) {
      if (!isProblem(error, emailTaken.type)) throw error
      known = await find()
    }
  } else await rehearse(deps, { newcomer, visitor })
  const change = known === undefined || known.is_pending ? 'email-to-verify' : 'registered-again'
  const reader = known?.user_id ?? created?.id
  if (reader !== undefined) await announce(deps, { reader, change, visitor })
}

/** Everything that would be done for an unknown address, for somebody who is not kept: it takes as long and fails alike. */
async function rehearse(deps: RegisterDeps, prepared: Prepared): Promise<void> {
  const stranger = { ...prepared.newcomer, email: `${newId(userId)}@rehearsal.invalid` }
  const undone = new Error('rehearsed')
  try {
    await admitOnce(deps, { ...prepared, newcomer: stranger }, async () => Promise.reject(undone))
  } catch (error) {
    if (error !== undone) throw error
  }
}

async function admitOnce(
  deps: RegisterDeps,
  { newcomer, visitor }: Prepared,
  last: () => Promise<void> = async () => undefined,
): Promise<User> {
  let refusal: Problem | undefined
  const prove = async (): Promise<User | undefined> => {
    try {
      return await deps.database.write(SIGN_IN, async (tx) => {
        const user = await admit(deps, { tx, newcomer, visitor })
        await last()
        return user
      })
    } catch (error) {
      const isRefused = error instanceof Problem && newcomer.invitation !== undefined
      if (!isRefused || isProblem(error, emailTaken.type)) throw error
      refusal = error
      return undefined
    }
  }
  const user = await limitAttempts(deps, { visitor, prove })
  if (user === undefined) throw refusal ?? new TypeError('an attempt fails with a refusal')
  return user
}

async function admit(deps: RegisterDeps, at: Prepared & { tx: Tx }): Promise<User> {
  const user = await deps.signUp.admit(at.tx, at.newcomer)
  await recordAudit(at.tx, {
    action: 'account.registered',
    actorId: user.id,
    userId: user.id,
    address: at.visitor.address,
  })
  return user
}

async function announce(
  deps: RegisterDeps,
  { reader, change, visitor }: { reader: UserId; change: 'email-to-verify' | 'registered-again'; visitor: Visitor },
): Promise<void> {
  const body = { user_id: reader, change, address: visitor.address, user_agent: visitor.userAgent }
  await deps.database.write({ kind: 'person', userId: reader }, (tx) =>
    deps.events.announce(tx, accountChanged, {
      spaceId: undefined,
      onBehalfOf: reader,
      title: messages.mailAboutRegistration,
      body,
    }),
  )
}

function isProblem(error: unknown, type: string): boolean {
  return error instanceof Problem && error.body.type === type
}
