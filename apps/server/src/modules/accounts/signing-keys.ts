import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey } from 'jose'
import { z } from 'zod'
import type { Clock } from '../../kernel/clock.ts'
import { parseJson } from '../../kernel/parse-json.ts'
import { keptSecret, replaceSecret } from '../../kernel/secrets/index.ts'

export const SIGNING_ALGORITHM = 'EdDSA'
const FILE_NAME = 'signing-keys.json'
/** So long after a rotation may a server still sign with the key before: processes look at the file by themselves. */
export const LOOK_AGAIN_MS = 30_000
/** Whoever makes up key ids must not make the server read its file for each. */
const LOOK_FOR_UNKNOWN_MS = 5_000
/** A retired key is believed until every token it signed has run out, and then for as long again. */
const RETIRED_BELIEVED_MS = 30 * 60_000

const okpKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
  kid: z.string(),
  /** When another key took over; absent for the one that signs. */
  retired_at: z.iso.datetime().optional(),
})
const keyFile = z.object({ keys: z.array(okpKey).min(1) })
type KeyFile = z.infer<typeof keyFile>
type Place = { keysDir: string; clock: Clock }

/** The keys of access tokens: one signs, it and those it took over from lately are believed. */
export type SigningKeys = {
  signer(): Promise<{ kid: string; key: CryptoKey }>
  /** The key of that name, if it is believed now. */
  verifier(kid: string): Promise<CryptoKey | undefined>
}
type Ring = { signer: { kid: string; key: CryptoKey }; verifiers: ReadonlyMap<string, CryptoKey> }

/** The keys of this server, in `DATA_DIR/keys`; the first is made at its first start. */
export function openSigningKeys({ keysDir, clock }: Place): SigningKeys {
  return createSigningKeys({ clock, read: async () => keptSecret(keysDir, { name: FILE_NAME, make: makeSigningKeys }) })
}

export function createSigningKeys(deps: { read: () => Promise<string>; clock: Clock }): SigningKeys {
  let looked: { atMs: number; ring: Promise<Ring> } | undefined
  const ringNotOlderThan = async (ms: number): Promise<Ring> => {
    const nowMs = deps.clock.now().getTime()
    if (looked === undefined || nowMs - looked.atMs >= ms) looked = { atMs: nowMs, ring: openRing(deps) }
    return looked.ring
  }
  return {
    signer: async () => (await ringNotOlderThan(LOOK_AGAIN_MS)).signer,
    verifier: async (kid) =>
      (await ringNotOlderThan(LOOK_AGAIN_MS)).verifiers.get(kid) ??
      (await ringNotOlderThan(LOOK_FOR_UNKNOWN_MS)).verifiers.get(kid),
  }
}

/** A first key as the text of its file. */
export async function makeSigningKeys(): Promise<string> {
  return JSON.stringify({ keys: [await makeKey()] } satisfies KeyFile)
}

/**
 * Lets a new key sign from now on. Tokens of the ones before stay good until they run out; `isAtOnce` ends them all within
 * half a minute, for a key that was seen by somebody, and every device fetches new ones with its refresh token.
 */
export async function rotateSigningKey({ keysDir, clock, isAtOnce }: Place & { isAtOnce: boolean }): Promise<void> {
  const kept = readKeys(await keptSecret(keysDir, { name: FILE_NAME, make: makeSigningKeys }))
  const now = clock.now()
  const retired = kept
    .map((key) => ({ ...key, retired_at: key.retired_at ?? now.toISOString() }))
    .filter((key) => !isAtOnce && isBelieved(key, now))
  const content: KeyFile = { keys: [await makeKey(), ...retired] }
  await replaceSecret(keysDir, { name: FILE_NAME, content: JSON.stringify(content) })
}

async function openRing({ read, clock }: { read: () => Promise<string>; clock: Clock }): Promise<Ring> {
  const keys = readKeys(await read())
  const verifiers = new Map<string, CryptoKey>()
  for (const { d: _private, ...key } of keys.filter((one) => isBelieved(one, clock.now()))) {
    verifiers.set(key.kid, await importKey(key))
  }
  const [first] = keys
  if (first === undefined) throw new TypeError('a key file has at least one key')
  return { signer: { kid: first.kid, key: await importKey(first) }, verifiers }
}

function readKeys(text: string): KeyFile['keys'] {
  return keyFile.parse(parseJson(text)).keys
}

function isBelieved(key: { retired_at?: string | undefined }, now: Date): boolean {
  return key.retired_at === undefined || now.getTime() - Date.parse(key.retired_at) < RETIRED_BELIEVED_MS
}

async function importKey(key: Parameters<typeof importJWK>[0]): Promise<CryptoKey> {
  const imported = await importJWK(key, SIGNING_ALGORITHM)
  if (imported instanceof Uint8Array) throw new TypeError('a signing key is no shared secret')
  return imported
}

async function makeKey(): Promise<KeyFile['keys'][number]> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true, crv: 'Ed25519' })
  const jwk = await exportJWK(privateKey)
  return okpKey.parse({ ...jwk, kid: await calculateJwkThumbprint(jwk) })
}
