import type { UserId } from '@kinfolio/contracts'
import { readKeys } from './key-store.ts'
import type { StoredKeys } from './key-store.ts'

const P256 = { namedCurve: 'P-256' }

/** A browser's keys, as they are made the first time. */
export async function someKeys(): Promise<StoredKeys> {
  return {
    signing: await crypto.subtle.generateKey({ name: 'ECDSA', ...P256 }, false, ['sign', 'verify']),
    agreement: await crypto.subtle.generateKey({ name: 'ECDH', ...P256 }, false, ['deriveBits']),
  }
}

export type ReadProof = { head: Record<string, unknown>; says: Record<string, unknown>; holds: boolean }

/** What a compact JWS says, and whether the key kept for this person made it: read by the browser's own cryptography. */
export async function readProof(jws: string, userId: UserId): Promise<ReadProof> {
  const keys = await readKeys(userId)
  if (keys === null) throw new Error('no keys are kept')
  return { ...partsOf(jws), holds: await isBy(keys.signing.publicKey, jws) }
}

async function isBy(key: CryptoKey, jws: string): Promise<boolean> {
  const end = jws.lastIndexOf('.')
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
  const signed = new TextEncoder().encode(jws.slice(0, end))
  return crypto.subtle.verify(algorithm, key, bytesOf(jws.slice(end + 1)), signed)
}

export function partsOf(jws: string): Omit<ReadProof, 'holds'> {
  const [head = '', says = ''] = jws.split('.')
  return { head: read(head), says: read(says) }
}

function read(part: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(new TextDecoder().decode(bytesOf(part)))
  return Object.fromEntries(Object.entries(Object(parsed)))
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
}
