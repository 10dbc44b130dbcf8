import {
  authorizationPending,
  DEVICE_CODE_INTERVAL_S,
  deviceCodeExpired,
  deviceDenied,
  slowDown,
  type Tokens,
  type UserId,
  userCodeUnknown,
} from '@kinfolio/contracts'
import { v7 } from 'uuid'
import { bind } from '../../../kernel/bind.ts'
import { SIGN_IN, type Tx } from '../../../kernel/database/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import { findUser } from '../account.queries.ts'
import { recordAudit } from '../audit.queries.ts'
import { limitAttempts } from '../limit-attempts.ts'
import { beginSession, type OpenSessionDeps, USER_AGENT_MAX_LENGTH, type Visitor } from '../open-session.ts'
import {
  type DeviceCodeRow,
  findWaiting,
  findWhoAnswered,
  insertDeviceCode,
  lockByDeviceCode,
  markUsed,
  noteAsked,
  settleDeviceCode,
} from './device-code.queries.ts'
import { hashCode, makeDeviceCode, makeUserCode } from './user-code.ts'

/** How long a device waits to be let in: finding the phone, signing in there and typing takes minutes. */
export const DEVICE_CODE_S = 10 * 60
/** What RFC 8628 adds to the interval of a device that asks too often. */
const SLOWER_BY_S = 5
/** A network has its own idea of when five seconds are over. */
const EARLY_MS = 500

export type DeviceCode = ReturnType<typeof createDeviceCode>

export function createDeviceCode(deps: OpenSessionDeps) {
  return bind(deps, { begin, exchange, find, answer })
}

type Begun = { deviceCode: string; userCode: string; expiresInS: number; intervalS: number }

async function begin(deps: OpenSessionDeps, input: { clientName: string; visitor: Visitor }): Promise<Begun> {
  const now = deps.clock.now()
  const [deviceCode, userCode] = [makeDeviceCode(), makeUserCode()]
  const isNew = await deps.database.write(SIGN_IN, (tx) =>
    insertDeviceCode(tx, {
      id: v7(),
      device_code_sha256: hashCode(deviceCode),
      user_code_sha256: hashCode(userCode),
      client_name: input.clientName,
      user_agent: input.visitor.userAgent.slice(0, USER_AGENT_MAX_LENGTH),
      address: input.visitor.address,
      created_at: now,
      expires_at: new Date(now.getTime() + DEVICE_CODE_S * 1_000),
      interval_s: DEVICE_CODE_INTERVAL_S,
    }),
  )
  // One in 25 thousand million, and then once more.
  if (!isNew) return begin(deps, input)
  return { deviceCode, userCode, expiresInS: DEVICE_CODE_S, intervalS: DEVICE_CODE_INTERVAL_S }
}

/**
 * The device asks whether it was let in, and gets its tokens once. Throws `authorization-pending`, `slow-down`,
 * `expired-token` (also for a code that was used, or never made) and `access-denied`.
 */
async function exchange(deps: OpenSessionDeps, input: { deviceCode: string; visitor: Visitor }): Promise<Tokens> {
  const sha256 = hashCode(input.deviceCode)
  const userId = await deps.database.read(SIGN_IN, (db) => findWhoAnswered(db, sha256))
  if (userId !== undefined) return collect(deps, { userId, sha256, visitor: input.visitor })
  // What a question leaves behind is kept though the answer is a refusal, so that is thrown afterwards.
  const asked = await deps.database.write(SIGN_IN, (tx) => noteQuestion(tx, { sha256, now: deps.clock.now() }))
  if (asked === undefined) throw deviceCodeExpired({})
  const { interval } = asked
  throw asked.isTooSoon ? slowDown({ interval }) : authorizationPending({ interval })
}

type Collecting = { userId: UserId; sha256: Buffer; visitor: Visitor }

/** What a person answered, once: the session opens in the transaction that uses up the code. */
async function collect(deps: OpenSessionDeps, { userId, sha256, visitor }: Collecting): Promise<Tokens> {
  const now = deps.clock.now()
  const tokens = await deps.database.write({ kind: 'person', userId }, async (tx) => {
    const row = await lockByDeviceCode(tx, sha256)
    const user = await findUser(tx, userId)
    if (row === undefined || user === undefined || isGone(row, now)) throw deviceCodeExpired({})
    await markUsed(tx, { id: row.id, now })
    return row.outcome === 'allowed' ? beginSession(deps, { tx, user, visitor }) : undefined
  })
  if (tokens === undefined) throw deviceDenied({})
  return tokens
}

function isGone(row: DeviceCodeRow, now: Date): boolean {
  return row.used_at !== null || row.expires_at <= now
}

type Asked = { isTooSoon: boolean; interval: number }

/** Undefined where nothing waits. An answer that came a moment ago is for the next question. */
async function noteQuestion(tx: Tx, at: { sha256: Buffer; now: Date }): Promise<Asked | undefined> {
  const row = await lockByDeviceCode(tx, at.sha256)
  if (row === undefined || isGone(row, at.now)) return undefined
  const sinceMs = row.last_asked_at === null ? Infinity : at.now.getTime() - row.last_asked_at.getTime()
  const isTooSoon = sinceMs < row.interval_s * 1_000 - EARLY_MS
  const interval = isTooSoon ? row.interval_s + SLOWER_BY_S : row.interval_s
  await noteAsked(tx, { id: row.id, now: at.now, intervalS: interval })
  return { isTooSoon, interval }
}

type Typed = { person: Person; userCode: string; visitor: Visitor }

/** What waits behind a code. Wrong codes are counted like wrong passwords. Throws `user-code-unknown`. */
async function find(deps: OpenSessionDeps, input: Typed): Promise<DeviceCodeRow> {
  const sha256 = hashCode(input.userCode)
  const found = await limitAttempts(deps, {
    visitor: input.visitor,
    account: `codes of ${input.person.userId}`,
    prove: async () => deps.database.read(SIGN_IN, (db) => findWaiting(db, { sha256, now: deps.clock.now() })),
  })
  if (found === undefined) throw userCodeUnknown({})
  return found
}

async function answer(deps: OpenSessionDeps, input: Typed & { isAllowed: boolean }): Promise<void> {
  const { id } = await find(deps, input)
  const { userId } = input.person
  const [outcome, action] = input.isAllowed
    ? (['allowed', 'device-sign-in.allowed'] as const)
    : (['denied', 'device-sign-in.denied'] as const)
  await deps.database.write(SIGN_IN, async (tx) => {
    if (!(await settleDeviceCode(tx, { id, userId, outcome }))) throw userCodeUnknown({})
    const object = { kind: 'device-code', id }
    await recordAudit(tx, { action, actorId: userId, userId, object, address: input.visitor.address })
  })
}
