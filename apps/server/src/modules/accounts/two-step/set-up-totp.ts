import { codeWrong, totpNotBegun, totpOn, type UserId } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import type { Database } from '../../../kernel/database/index.ts'
import type { DomainEvents, PersonLog } from '../../../kernel/events/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import type { AccountChange } from '../accounts.events.ts'
import { findUser } from '../account.queries.ts'
import { type AuditEntry, recordAudit } from '../audit.queries.ts'
import type { Visitor } from '../open-session.ts'
import { methodsAskedFor, type SecondFactor } from '../pending/second-factor.ts'
import { tellPerson } from '../tell-person.ts'
import { type ProveDeps, sealPlace, takeCode } from './prove.ts'
import { hashRecoveryCode, makeRecoveryCodes } from './recovery-codes.ts'
import { makeTotpSecret, totpUri } from './totp.ts'
import {
  confirmTotpRow,
  countRecoveryCodes,
  deleteTotp,
  findTotp,
  lockTotp,
  putTotp,
  replaceRecoveryCodes,
} from './two-step.queries.ts'

export type TwoStepDeps = ProveDeps & {
  database: Database
  events: Pick<DomainEvents, 'announce'>
  personLog: Pick<PersonLog, 'appendFor'>
  secondFactors: readonly SecondFactor[]
}
type By = { person: Person; visitor: Visitor }

export async function getTwoStep(
  deps: Pick<TwoStepDeps, 'database'>,
  { person: { userId } }: { person: Person },
): Promise<{ totp_since: string | null; recovery_codes_left: number }> {
  return deps.database.read({ kind: 'person', userId }, async (db) => ({
    totp_since: (await findTotp(db, userId))?.confirmed_at?.toISOString() ?? null,
    recovery_codes_left: await countRecoveryCodes(db, userId),
  }))
}

/** Makes a secret that counts once a code confirms it; one that was begun before is forgotten. Throws `totp-on`. */
export async function beginTotp(
  deps: TwoStepDeps,
  { person: { userId } }: { person: Person },
): Promise<{ secret: string; otpauth_uri: string }> {
  const secret = makeTotpSecret()
  const sealed = deps.sealer.seal(secret, sealPlace(userId))
  return deps.database.write({ kind: 'person', userId }, async (tx) => {
    const isPut = await putTotp(tx, { user_id: userId, secret: sealed, created_at: deps.clock.now() })
    if (!isPut) throw totpOn({})
    const user = await findUser(tx, userId)
    return { secret, otpauth_uri: totpUri(secret, user?.email ?? '') }
  })
}

/** Turns it on with a first code, and answers ten recovery codes, which nobody can see again. */
export async function confirmTotp(
  deps: TwoStepDeps,
  { person: { userId }, visitor, code }: By & { code: string },
): Promise<{ recovery_codes: string[] }> {
  return deps.database.write({ kind: 'person', userId }, async (tx) => {
    const row = await lockTotp(tx, userId)
    if (row === undefined) throw totpNotBegun({})
    if (row.confirmed_at !== null) throw totpOn({})
    if (!(await takeCode(deps, { tx, userId, code, row }))) throw codeWrong({})
    await confirmTotpRow(tx, { userId, now: deps.clock.now() })
    await note(deps, { tx, userId, visitor, action: 'second-factor.on', change: 'second-factor-on' })
    return { recovery_codes: await renew(tx, userId) }
  })
}

export async function turnOffTotp(deps: TwoStepDeps, { person: { userId }, visitor }: By): Promise<void> {
  await deps.database.write({ kind: 'person', userId }, async (tx) => {
    if (!(await deleteTotp(tx, userId))) return
    const stillAsked = await methodsAskedFor(tx, { factors: deps.secondFactors, userId, now: deps.clock.now() })
    // They recover every second factor there is, and with the last one there is nothing to recover.
    if (stillAsked.length === 0) await replaceRecoveryCodes(tx, { userId, hashes: [] })
    await note(deps, { tx, userId, visitor, action: 'second-factor.off', change: 'second-factor-off' })
  })
}

export async function renewRecoveryCodes(
  deps: TwoStepDeps,
  { person: { userId }, visitor }: By,
): Promise<{ recovery_codes: string[] }> {
  return deps.database.write({ kind: 'person', userId }, async (tx) => {
    const asked = await methodsAskedFor(tx, { factors: deps.secondFactors, userId, now: deps.clock.now() })
    if (asked.length === 0) throw totpNotBegun({})
    await note(deps, { tx, userId, visitor, action: 'recovery-codes.renewed' })
    return { recovery_codes: await renew(tx, userId) }
  })
}

async function renew(tx: Tx, userId: UserId): Promise<string[]> {
  const codes = makeRecoveryCodes()
  await replaceRecoveryCodes(tx, { userId, hashes: codes.map(hashRecoveryCode) })
  return codes
}

type Noted = { tx: Tx; userId: UserId; visitor: Visitor; action: AuditEntry['action']; change?: AccountChange }

async function note(deps: TwoStepDeps, { tx, userId, visitor, action, change }: Noted): Promise<void> {
  await recordAudit(tx, { action, actorId: userId, userId, address: visitor.address })
  if (change !== undefined) await tellPerson(deps, { tx, userId, change, visitor })
  await deps.personLog.appendFor(tx, {
    userIds: [userId],
    events: [{ kind: 'account.changed', ids: { user_id: userId } }],
  })
}
