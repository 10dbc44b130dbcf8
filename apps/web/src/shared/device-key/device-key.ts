import { agreementKey, PROOF_HEADER, registerDeviceKey } from '@kinfolio/contracts'
import type { UserId } from '@kinfolio/contracts'
import { forgetKeys, keepKeys, readKeys } from './key-store.ts'
import type { StoredKeys } from './key-store.ts'
import { proveRequest, publicKeyOf, signText } from './sign.ts'
import type { Signable } from './sign.ts'

const P256 = { namedCurve: 'P-256' }

/** How far this machine's clock is behind the server's; learnt when a proof is refused as too old. */
let clockBehindMs = 0

/** Keys need a secure context: over plain http in the home network there are none, and nothing is signed. */
export function canHaveKeys(): boolean {
  return typeof indexedDB !== 'undefined' && crypto.subtle !== undefined
}

/** The signature of a critical request; null where this browser has no key. */
export async function signRequest(userId: UserId, request: Signable): Promise<string | null> {
  const keys = canHaveKeys() ? await readKeys(userId) : null
  return keys === null ? null : proveRequest(keys.signing, { ...request, nowMs: Date.now() + clockBehindMs })
}

export function learnServerTime(nowS: number): void {
  clockBehindMs = nowS * 1_000 - Date.now()
}

type Registering = { userId: UserId; token: string; fetch: typeof fetch }

/** Which session was bound last, so that each is bound once. */
const BOUND = 'kinfolio.boundSession'

/**
 * Binds the session to this browser's keys, which are made the first time. One whose keys were revoked gets new ones; what
 * fails otherwise is tried again the next time the app opens.
 */
export async function bindSession(at: Registering): Promise<void> {
  const sessionId = sessionOf(at.token)
  if (!canHaveKeys() || sessionId === null) return
  // Tabs take turns, so that two of them never make two pairs.
  await navigator.locks.request('kinfolio.deviceKey', async () => {
    if (localStorage.getItem(BOUND) === sessionId) return
    const kept = await readKeys(at.userId)
    const isTaken = await register(kept ?? (await makeKeys(at.userId)), at)
    if (!isTaken && kept !== null) {
      await forgetKeys(at.userId)
      await register(await makeKeys(at.userId), at)
    }
    localStorage.setItem(BOUND, sessionId)
  })
}

function sessionOf(token: string): string | null {
  const [, claims = ''] = token.split('.')
  try {
    const said: unknown = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/')))
    return typeof said === 'object' && said !== null && 'sid' in said ? String(said.sid) : null
  } catch (error) {
    // Not one of our tokens, so there is nothing to bind.
    if (error instanceof SyntaxError || error instanceof DOMException) return null
    throw error
  }
}

async function makeKeys(userId: UserId): Promise<StoredKeys> {
  const keys = {
    signing: await crypto.subtle.generateKey({ name: 'ECDSA', ...P256 }, false, ['sign', 'verify']),
    agreement: await crypto.subtle.generateKey({ name: 'ECDH', ...P256 }, false, ['deriveBits']),
  }
  await keepKeys(userId, keys)
  return keys
}

/** False when the server will not have these keys. */
async function register(keys: StoredKeys, { token, fetch }: Registering): Promise<boolean> {
  const { method, path } = registerDeviceKey
  const body = JSON.stringify({
    signing: await publicKeyOf(keys.signing.publicKey),
    agreement: agreementKey.parse(await crypto.subtle.exportKey('jwk', keys.agreement.publicKey)),
  })
  const nowMs = Date.now() + clockBehindMs
  const proof = await proveRequest(keys.signing, { method, url: path, body, token, nowMs })
  const headers = {
    'Content-Type': 'application/json',
    'X-Kinfolio-Client': 'browser',
    'X-Kinfolio-Csrf': '1',
    Authorization: `Bearer ${token}`,
    [PROOF_HEADER]: proof,
  }
  const answer = await fetch(path, { method, headers, body })
  if (!answer.ok && answer.status !== 422) throw new Error(`the device key was not registered: ${answer.status}`)
  return answer.ok
}

/** The approval of a sign-in, signed by this browser's key; null where it has none. */
export async function signApproval(userId: UserId, at: { says: object; type: string }): Promise<string | null> {
  const keys = canHaveKeys() ? await readKeys(userId) : null
  return keys === null ? null : signText(keys.signing, at)
}
