import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Where a sealed value belongs. It is part of what is authenticated: a value copied into another row, table or
 * space does not open.
 */
export type SealPlace = { spaceId: string; purpose: string; table: string; rowId: string }

/** Seals credentials so that a copy of the database alone reveals none. */
export type Sealer = {
  seal(plain: string, place: SealPlace): Buffer
  /** Throws `SealBroken` when the bytes were changed, moved, or sealed under another master key. */
  open(sealed: Uint8Array, place: SealPlace): string
}

export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

const ENVELOPE_VERSION = 1
const KEY_ID_BYTES = 4
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEADER_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES

/**
 * AES-256-GCM under a key derived by HKDF-SHA-256 for one space and one purpose. Envelope: version (1 byte),
 * key id (4), nonce (12), ciphertext, tag (16).
 *
 * @param masterKey at least 32 bytes of entropy, as text
 */
export function createSealer(masterKey: string): Sealer {
  const keyId = createHash('sha256').update('kinfolio key id').update(masterKey).digest().subarray(0, KEY_ID_BYTES)

  function keyOf(place: SealPlace): Buffer {
    return Buffer.from(hkdfSync('sha256', masterKey, place.spaceId, `kinfolio seal ${place.purpose}`, 32))
  }

  return {
    seal(plain, place) {
      const nonce = randomBytes(NONCE_BYTES)
      const header = Buffer.concat([Buffer.from([ENVELOPE_VERSION]), keyId, nonce])
      const cipher = createCipheriv('aes-256-gcm', keyOf(place), nonce).setAAD(associated(header, place))
      return Buffer.concat([header, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed, place) {
      const envelope = Buffer.from(sealed)
      const header = envelope.subarray(0, HEADER_BYTES)
      if (envelope.length < HEADER_BYTES + TAG_BYTES || header[0] !== ENVELOPE_VERSION) {
        throw new SealBroken('not a sealed value of a version this server knows')
      }
      if (!header.subarray(1, 1 + KEY_ID_BYTES).equals(keyId)) throw new SealBroken('sealed under another master key')
      const decipher = createDecipheriv('aes-256-gcm', keyOf(place), header.subarray(1 + KEY_ID_BYTES))
      decipher.setAAD(associated(header, place)).setAuthTag(envelope.subarray(-TAG_BYTES))
      try {
        const plain = [decipher.update(envelope.subarray(HEADER_BYTES, -TAG_BYTES)), decipher.final()]
        return Buffer.concat(plain).toString('utf8')
      } catch (error) {
        throw new SealBroken('the sealed value was changed or belongs elsewhere', { cause: error })
      }
    },
  }
}

function associated(header: Buffer, { spaceId, purpose, table, rowId }: SealPlace): Buffer {
  return Buffer.concat([header, Buffer.from(JSON.stringify([spaceId, purpose, table, rowId]))])
}
