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
/** Keeps what the new person will sign in by, in the transaction that makes them. */
type KeepWayIn = (tx: Tx, of: { userId: UserId; isPending: boolean }) => Promise<void>
export type PasskeyNewcomer = Omit<RegisterInput, 'password'> & { keepWayIn: KeepWayIn }
type Prepared = { newcomer: Newcomer; visitor: Visitor; keepWayIn?: KeepWayIn }

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
  const way = deps.signUp.sendsMail ? { passwordHash: null, pendingPasswordHash: hash } : { passwordHash: hash }
  return admitOrMail(deps, { newcomer: { name, email: email.trim(), invitation, ...way }, visitor })
}

/** The same for who made a passkey instead of a password: where mail is sent, it is pending as a password would be. */
export async function registerWithPasskey(deps: RegisterDeps, input: PasskeyNewcomer): Promise<Tokens | undefined> {
  const { name, email, invitation, visitor, keepWayIn } = input
  deps.signUp.require(invitation)
  const newcomer = { name, email: email.trim(), invitation, passwordHash: null }
  return admitOrMail(deps, { newcomer, visitor, keepWayIn })
}

async function admitOrMail(deps: RegisterDeps, prepared: Prepared): Promise<Tokens | undefined> {
  if (deps.signUp.sendsMail) {
    await registerByMail(deps, prepared)
    return undefined
  }
  const user = await admitOnce(deps, prepared)
  return sessions.open(deps, { user, visitor: prepared.visitor })
}

/**
 * The mail is announced in a transaction of its own, in the context of whose it is, for a new person as for a known one.
 * Should the server die in between, registering again sends it.
 */
async function registerByMail(deps: RegisterDeps, prepared: Prepared): Promise<void> {
  const { newcomer, visitor } = prepared
  const find = async () => deps.database.read(SIGN_IN, (db) => people.findMailbox(db, newcomer.email))
  let known = await find()
  let created: User | undefined
  if (known === undefined) {
    try {
      created = await admitOnce(deps, prepared)
    } catch (error) {
      if (!isProblem(error, emailTaken.type)) throw error
      known = await find()
    }
  } else await rehearse(deps, prepared)
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
  prepared: Prepared,
  last: () => Promise<void> = async () => undefined,
): Promise<User> {
  const { newcomer, visitor } = prepared
  let refusal: Problem | undefined
  const prove = async (): Promise<User | undefined> => {
    try {
      return await deps.database.write(SIGN_IN, async (tx) => {
        const user = await admit(deps, { ...prepared, tx })
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
  await at.keepWayIn?.(at.tx, { userId: user.id, isPending: deps.signUp.sendsMail })
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
