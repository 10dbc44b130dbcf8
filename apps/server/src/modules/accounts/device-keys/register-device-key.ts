import {
  type AgreementKey,
  deviceKeyId,
  deviceKeyRefused,
  type DeviceKeyId,
  type SigningKey,
} from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { recordAudit } from '../audit.queries.ts'
import { type EndingDeps, endSessionsIn } from '../sessions/end-sessions.ts'
import { findKeyByThumbprint, findSigningKey, insertDeviceKey, rebindDeviceKey } from './device-key.queries.ts'
import { thumbprintOf } from './signed-text.ts'

export type Registering = {
  person: Person
  signing: SigningKey
  agreement: AgreementKey | null
  address: string
}

/**
 * Binds a session to the keys of its device, in the transaction of whoever registers the device. That the device holds the
 * private half has been proved before.
 *
 * A session keeps the key it has, or who stole its token would bring one along. A device that signs in again takes its
 * keys with it, and its session of before ends, since it could no longer sign.
 */
export async function registerDeviceKey(
  deps: EndingDeps,
  { tx, ...input }: Registering & { tx: Tx },
): Promise<DeviceKeyId> {
  const now = deps.clock.now()
  const { sessionId, userId } = input.person
  const thumbprint = await thumbprintOf(input.signing)
  const bound = await findSigningKey(tx, sessionId)
  if (bound !== undefined && bound.thumbprint !== thumbprint) throw deviceKeyRefused({ why: 'another-key-already' })
  const agreement = input.agreement === null ? null : JSON.stringify(input.agreement)
  const known = await findKeyByThumbprint(tx, thumbprint)
  if (known?.revoked_at) throw deviceKeyRefused({ why: 'revoked' })
  if (known !== undefined) {
    if (known.session_id !== sessionId) {
      await endSessionsIn(deps, { tx, userId, only: known.session_id, because: 'its device signed in again' })
    }
    await rebindDeviceKey(tx, { id: known.id, sessionId, agreement, now })
    return known.id
  }
  const id = newId(deviceKeyId)
  const isNew = await insertDeviceKey(tx, {
    id,
    user_id: userId,
    session_id: sessionId,
    signing: JSON.stringify(input.signing),
    signing_thumbprint: thumbprint,
    agreement,
    created_at: now,
    last_used_at: now,
  })
  if (!isNew) throw deviceKeyRefused({ why: 'key-in-use' })
  const { address } = input
  await recordAudit(tx, {
    action: 'device-key.registered',
    actorId: userId,
    userId,
    object: { kind: 'device-key', id },
    address,
  })
  return id
}
