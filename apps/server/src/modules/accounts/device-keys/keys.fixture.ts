import { createHash, randomUUID } from 'node:crypto'
import { PROOF_TYPE, type RequestProof, signingKey, type SigningKey } from '@kinfolio/contracts'
import { calculateJwkThumbprint, CompactSign, exportJWK, generateKeyPair } from 'jose'

/** A device with a key of its own, as an agent or a browser has it. */
export type TestDevice = {
  signing: SigningKey
  sign(says: object, type: string, header?: object): Promise<string>
  prove(request: Proving, changed?: Partial<RequestProof>): Promise<string>
}
type Proving = { method: string; url: string; token: string; body?: string; now: Date }

export async function makeDevice(algorithm: 'ES256' | 'EdDSA' = 'ES256'): Promise<TestDevice> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  const signing = signingKey.parse(await exportJWK(publicKey))
  const kid = await calculateJwkThumbprint(signing)
  const sign = async (says: object, type: string, header: object = {}): Promise<string> =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(says)))
      .setProtectedHeader({ alg: algorithm, typ: type, kid, ...header })
      .sign(privateKey)
  return {
    signing,
    sign,
    prove: async ({ method, url, token, body = '', now }, changed = {}) =>
      sign(
        {
          htm: method,
          htu: url,
          body: createHash('sha256').update(body).digest('base64url'),
          ath: createHash('sha256').update(token).digest('base64url'),
          iat: Math.floor(now.getTime() / 1_000),
          jti: randomUUID(),
          ...changed,
        },
        PROOF_TYPE,
      ),
  }
}
