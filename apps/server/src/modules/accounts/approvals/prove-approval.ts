import { createHash } from 'node:crypto'
import { APPROVAL_TYPE, type Assertion } from '@kinfolio/contracts'
import { z } from 'zod'
import type { Tx } from '../../../kernel/database/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import { recordAudit } from '../audit.queries.ts'
import { findSigningKey, touchDeviceKey } from '../device-keys/device-key.queries.ts'
import { readSigned } from '../device-keys/signed-text.ts'
import { checkAssertion, isCopied } from '../passkeys/check-answer.ts'
import { lockPasskey, recordPasskeyUse } from '../passkeys/passkey.queries.ts'
import type { RelyingParty } from '../passkeys/relying-party.ts'

export type Proving = {
  person: Person
  /** What has to be signed. */
  text: string
  assertion: Assertion | undefined
  signature: string | undefined
  party: RelyingParty | undefined
  address: string
  now: Date
}

/** Whether a passkey of this person, unlocked by them, or the key of this very session signed the text. */
export async function isProved(tx: Tx, at: Proving): Promise<boolean> {
  if (at.assertion !== undefined) return isAsserted(tx, { ...at, assertion: at.assertion })
  return at.signature !== undefined && isSigned(tx, { ...at, signature: at.signature })
}

const signed = z.object({ approves: z.string() })

async function isSigned(tx: Tx, at: Proving & { signature: string }): Promise<boolean> {
  const signer = await findSigningKey(tx, at.person.sessionId)
  if (signer === undefined) return false
  const said = signed.safeParse(await readSigned(at.signature, { key: signer.key, type: APPROVAL_TYPE }))
  if (!said.success || said.data.approves !== at.text) return false
  await touchDeviceKey(tx, { id: signer.id, now: at.now })
  return true
}

async function isAsserted(tx: Tx, at: Proving & { assertion: Assertion }): Promise<boolean> {
  const { assertion, party, person } = at
  // Row-level security shows the passkeys of this person alone.
  const row = await lockPasskey(tx, { credentialId: assertion.id })
  if (row === undefined || party === undefined) return false
  const challenge = createHash('sha256').update(at.text).digest('base64url')
  const checked = await checkAssertion({ assertion, challenge, party, publicKey: row.public_key })
  if (checked === undefined) return false
  if (isCopied({ stored: Number(row.counter), told: checked.counter })) {
    const about = { userId: person.userId, object: { kind: 'passkey', id: row.id }, address: at.address }
    await recordAudit(tx, { action: 'passkey.copied', actorId: undefined, ...about })
    return false
  }
  await recordPasskeyUse(tx, { id: row.id, counter: checked.counter, isSynced: checked.isSynced, now: at.now })
  return true
}
