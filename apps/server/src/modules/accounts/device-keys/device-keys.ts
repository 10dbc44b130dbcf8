import {
  type AgreementKey,
  type DeviceKey,
  type DeviceKeyId,
  deviceKeyNotFound,
  deviceKeyRefused,
  type SigningKey,
} from '@kinfolio/contracts'
import { bind } from '../../../kernel/bind.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Database } from '../../../kernel/database/index.ts'
import type { PersonLog } from '../../../kernel/events/index.ts'
import type { Person, SignedRequest } from '../../../kernel/http/index.ts'
import { recordAudit } from '../audit.queries.ts'
import { type DeviceKeyRow, listDeviceKeyRows, markKeyRevoked } from './device-key.queries.ts'
import { registerDeviceKey } from './register-device-key.ts'
import { describeAgent } from '../sessions/agent-words.ts'
import { endSessionsIn } from '../sessions/end-sessions.ts'
import { judgeProof } from './request-proof.ts'

export type DeviceKeysDeps = { database: Database; clock: Clock; personLog: PersonLog }
export type DeviceKeys = ReturnType<typeof createDeviceKeys>

export function createDeviceKeys(deps: DeviceKeysDeps) {
  return bind(deps, { register, list, revoke })
}

type Register = {
  person: Person
  signing: SigningKey
  agreement: AgreementKey | null
  request: SignedRequest
  address: string
}

/** Registers the keys of this session's device. Throws `device-key-refused` when the request is not signed by them. */
async function register(deps: DeviceKeysDeps, input: Register): Promise<DeviceKey> {
  const { person, signing, request } = input
  const now = deps.clock.now()
  const proof = await judgeProof(request, { key: signing, now })
  if (typeof proof === 'string') throw deviceKeyRefused({ why: 'not-signed-by-it' })
  return deps.database.write({ kind: 'person', userId: person.userId }, async (tx) => {
    const id = await registerDeviceKey(deps, { tx, ...input })
    await deps.personLog.appendFor(tx, { userIds: [person.userId], events: [{ kind: 'account.changed', ids: {} }] })
    const mine = (await listDeviceKeyRows(tx, { now })).find((row) => row.id === id)
    if (mine === undefined) throw deviceKeyNotFound({ device_key_id: id })
    return present(mine, person)
  })
}

async function list(deps: DeviceKeysDeps, { person }: { person: Person }): Promise<DeviceKey[]> {
  const rows = await deps.database.read({ kind: 'person', userId: person.userId }, (db) =>
    listDeviceKeyRows(db, { now: deps.clock.now() }),
  )
  return rows.map((row) => present(row, person))
}

/** Ends the session of that device as well: it must not go on as one that need not sign. Throws `device-key-not-found`. */
async function revoke(
  deps: DeviceKeysDeps,
  input: { person: Person; deviceKeyId: DeviceKeyId; address: string },
): Promise<void> {
  const { userId } = input.person
  const id = input.deviceKeyId
  await deps.database.write({ kind: 'person', userId }, async (tx) => {
    const sessionId = await markKeyRevoked(tx, { id, now: deps.clock.now() })
    if (sessionId === undefined) throw deviceKeyNotFound({ device_key_id: id })
    await endSessionsIn(deps, { tx, userId, only: sessionId, because: 'its device key was revoked' })
    const object = { kind: 'device-key', id }
    await recordAudit(tx, { action: 'device-key.revoked', actorId: userId, userId, object, address: input.address })
    await deps.personLog.appendFor(tx, { userIds: [userId], events: [{ kind: 'account.changed', ids: {} }] })
  })
}

function present(row: DeviceKeyRow, { sessionId }: Person): DeviceKey {
  const { id, signing, agreement, user_agent, address } = row
  return {
    id,
    signing,
    agreement,
    ...describeAgent(user_agent),
    address,
    is_of_this_session: row.session_id === sessionId,
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at.toISOString(),
  }
}
