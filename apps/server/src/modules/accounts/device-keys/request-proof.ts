import { createHash, timingSafeEqual } from 'node:crypto'
import { PROOF_S, PROOF_TYPE, requestProof, type RequestProof, type SigningKey } from '@kinfolio/contracts'
import type { SignedRequest } from '../../../kernel/http/index.ts'
import { readSigned } from './signed-text.ts'

export type ProofFault = 'missing' | 'invalid' | 'expired' | 'used'

/** Whether a request carries a proof of this key, made for it and now. Whether it was used before is the database's to say. */
export async function judgeProof(
  request: SignedRequest,
  by: { key: SigningKey; now: Date },
): Promise<RequestProof | ProofFault> {
  if (request.proof === undefined) return 'missing'
  const said = requestProof.safeParse(await readSigned(request.proof, { key: by.key, type: PROOF_TYPE }))
  if (!said.success) return 'invalid'
  const { htm, htu, body, ath, iat } = said.data
  const isOfThis =
    htm === request.method &&
    htu === request.url &&
    isSame(body, request.bodySha256) &&
    isSame(ath, sha256(request.token).toString('base64url'))
  if (!isOfThis) return 'invalid'
  return Math.abs(iat - by.now.getTime() / 1_000) > PROOF_S ? 'expired' : said.data
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function isSame(given: string, wanted: string): boolean {
  return given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted))
}
