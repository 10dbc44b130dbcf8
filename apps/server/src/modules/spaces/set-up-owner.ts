import { timingSafeEqual } from 'node:crypto'
import { alreadySetUp, setupCodeWrong, type Tokens, type User } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { SIGN_IN, type Database, type Db, type Tx } from '../../kernel/database/index.ts'
import { limitAttempts, sessions } from '../accounts/index.ts'
import { admitNewcomer } from './admit-newcomer.ts'

export type SetUpDeps = Parameters<typeof sessions.open>[0] & {
  database: Database
  passwords: { hash(password: string, whose?: { email: string; name: string }): Promise<string> }
  setupCode: { read(): Promise<string>; forget(): Promise<void> }
}
type Visitor = Parameters<typeof sessions.open>[1]['visitor']
export type NewOwner = { name: string; email: string; password: string }

/** Any number that nothing else locks: two first runs at once make one owner. */
const SET_UP_LOCK = 4_857_002

/**
 * Creates the owner and their personal space, for whoever can read what the server printed at its start. A wrong code
 * counts against the address it came from, like a wrong password; nobody can lock the code itself and keep the owner out.
 */
export async function setUpOwner(
  deps: SetUpDeps,
  input: NewOwner & { code: string; visitor: Visitor },
): Promise<Tokens> {
  if (!(await needsSetUp(deps))) throw alreadySetUp({})
  const proveCode = async (): Promise<true | undefined> =>
    isSameCode(input.code, await deps.setupCode.read()) || undefined
  if (!(await limitAttempts(deps, { visitor: input.visitor, prove: proveCode }))) throw setupCodeWrong({})
  const user = await createOwner(deps, input)
  await deps.setupCode.forget()
  return sessions.open(deps, { user, visitor: input.visitor })
}

/** Without a code, for the operator who names the owner in the configuration. */
export async function createOwner(deps: Pick<SetUpDeps, 'database' | 'passwords'>, input: NewOwner): Promise<User> {
  const passwordHash = await deps.passwords.hash(input.password, input)
  return deps.database.write(SIGN_IN, async (tx) => insertOwner(tx, { ...input, passwordHash }))
}

export async function needsSetUp(deps: { database: Database }, _input: object = {}): Promise<boolean> {
  return !(await deps.database.read(SIGN_IN, isSetUp))
}

async function insertOwner(tx: Tx, owner: { name: string; email: string; passwordHash: string }): Promise<User> {
  await sql`select pg_advisory_xact_lock(${SET_UP_LOCK})`.execute(tx)
  if (await isSetUp(tx)) throw alreadySetUp({})
  return admitNewcomer(tx, owner)
}

/** Whether there is anybody at all. In any context: it tells nothing else. */
export async function isSetUp(db: Db): Promise<boolean> {
  const { rows } = await sql<{ yes: boolean }>`select sign_in_is_set_up() as yes`.execute(db)
  return rows[0]?.yes === true
}

/** People type the code by hand: case and separators do not matter. */
function isSameCode(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((code) => Buffer.from(code.toUpperCase().replace(/[^A-Z0-9]/g, '')))
  return a !== undefined && b !== undefined && a.length === b.length && timingSafeEqual(a, b)
}
