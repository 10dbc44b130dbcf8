import { PROOF_S } from '@kinfolio/contracts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Database } from '../../../kernel/database/index.ts'
import type { Person, SignedRequest } from '../../../kernel/http/index.ts'
import { findSigningKey, touchDeviceKey, useProof } from './device-key.queries.ts'
import { judgeProof, type ProofFault, sha256 } from './request-proof.ts'

export type ProofDeps = { database: Database; clock: Clock }

/**
 * What is wrong with the signature of a critical request; undefined when nothing is. A session without a device key has
 * nothing to sign with, and its recent proof has to do. A proof works once.
 */
export async function checkProof(
  deps: ProofDeps,
  input: { person: Person; request: SignedRequest },
): Promise<ProofFault | undefined> {
  const { userId, sessionId } = input.person
  const context = { kind: 'person', userId } as const
  const now = deps.clock.now()
  const signer = await deps.database.read(context, (db) => findSigningKey(db, sessionId))
  if (signer === undefined) return undefined
  const proof = await judgeProof(input.request, { key: signer.key, now })
  if (typeof proof === 'string') return proof
  // Twice the span: a proof that is dated a minute ahead can be shown for two.
  const expiresAt = new Date(now.getTime() + 2 * PROOF_S * 1_000)
  return deps.database.write(context, async (tx) => {
    const proofSha256 = sha256(`${signer.thumbprint} ${proof.jti}`)
    if (!(await useProof(tx, { user_id: userId, proof_sha256: proofSha256, expires_at: expiresAt }))) return 'used'
    await touchDeviceKey(tx, { id: signer.id, now })
    return undefined
  })
}
