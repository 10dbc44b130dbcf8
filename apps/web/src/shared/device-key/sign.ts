import { PROOF_TYPE, signingKey } from '@kinfolio/contracts'
import type { RequestProof, SigningKey } from '@kinfolio/contracts'

export type Signer = { privateKey: CryptoKey; publicKey: CryptoKey }

const ALGORITHM = { name: 'ECDSA', hash: 'SHA-256' }
const JTI_BYTES = 16

/** A compact JWS (ES256) that names its key by thumbprint. */
export async function signText(signer: Signer, { says, type }: { says: object; type: string }): Promise<string> {
  const kid = await thumbprintOf(await publicKeyOf(signer.publicKey))
  const head = encode(JSON.stringify({ alg: 'ES256', typ: type, kid }))
  const body = encode(JSON.stringify(says))
  const signature = await crypto.subtle.sign(ALGORITHM, signer.privateKey, bytesOf(`${head}.${body}`))
  return `${head}.${body}.${base64url(new Uint8Array(signature))}`
}

export type Signable = { method: string; url: string; body: string | undefined; token: string }

/** The proof of one request, to be used once and within a minute of the server's clock. */
export async function proveRequest(signer: Signer, at: Signable & { nowMs: number }): Promise<string> {
  const says: RequestProof = {
    htm: at.method,
    htu: at.url,
    body: await sha256(at.body ?? ''),
    ath: await sha256(at.token),
    iat: Math.floor(at.nowMs / 1_000),
    jti: base64url(crypto.getRandomValues(new Uint8Array(JTI_BYTES))),
  }
  return signText(signer, { says, type: PROOF_TYPE })
}

export async function publicKeyOf(key: CryptoKey): Promise<SigningKey> {
  return signingKey.parse(await crypto.subtle.exportKey('jwk', key))
}

/** RFC 7638: the members that make the key, in the order of their names. */
async function thumbprintOf(key: SigningKey): Promise<string> {
  const members =
    key.kty === 'EC' ? { crv: key.crv, kty: key.kty, x: key.x, y: key.y } : { crv: key.crv, kty: key.kty, x: key.x }
  return sha256(JSON.stringify(members))
}

/** base64url, as all hashes of the contracts. */
export async function sha256(text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(text))))
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function encode(text: string): string {
  return base64url(bytesOf(text))
}

function base64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCodePoint(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
