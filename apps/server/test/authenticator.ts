import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { Assertion, CreationOptions, NewCredential, RequestOptions } from '@kinfolio/contracts'

const FLAGS = { present: 1, verified: 4, hasKey: 64 }

/** What may be wrong about an answer; by default nothing is. */
export type Lies = {
  origin?: string
  rpId?: string
  challenge?: string
  isVerified?: boolean
  isPresent?: boolean
  type?: string
  crossOrigin?: boolean
  counter?: number
  userHandle?: string | undefined
}

/** A finger reader in software: makes one passkey and uses it, as a browser would send it. ES256, attestation `none`. */
export function createAuthenticator(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let counter = 0
  let handle = ''

  const clientData = (type: string, challenge: string, lies: Lies): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? challenge,
        origin: lies.origin ?? origin,
        crossOrigin: lies.crossOrigin ?? false,
      }),
    )
  const authenticatorData = (rpId: string, lies: Lies, attested: Buffer = Buffer.alloc(0)): Buffer => {
    const head = Buffer.alloc(5)
    const present = lies.isPresent === false ? 0 : FLAGS.present
    const verified = lies.isVerified === false ? 0 : FLAGS.verified
    head.writeUInt8(present | verified | (attested.length > 0 ? FLAGS.hasKey : 0))
    head.writeUInt32BE(lies.counter ?? counter, 1)
    return Buffer.concat([
      createHash('sha256')
        .update(lies.rpId ?? rpId)
        .digest(),
      head,
      attested,
    ])
  }
  const base = { id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key' as const }

  return {
    id: base.id,
    make(options: CreationOptions, lies: Lies = {}): NewCredential {
      // As browsers do, it keeps what it was made for first.
      handle ||= options.user.id
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, id, coseKey(publicKey.export({ format: 'jwk' }))])
      const attestation = attestationObject(authenticatorData(options.rp.id, lies, attested))
      return {
        ...base,
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', options.challenge, lies).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    use(options: RequestOptions, lies: Lies = {}): Assertion {
      counter += 1
      const data = authenticatorData(options.rpId, lies)
      const client = clientData('webauthn.get', options.challenge, lies)
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      return {
        ...base,
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', signed, privateKey).toString('base64url'),
          userHandle: 'userHandle' in lies ? lies.userHandle : handle,
        },
      }
    },
  }
}

/** CBOR map of a COSE key: kty EC2, alg ES256, crv P-256, x, y (RFC 9053). */
function coseKey({ x = '', y = '' }: { x?: string; y?: string }): Buffer {
  const coordinate = (text: string): Buffer => Buffer.concat([Buffer.from([0x58, 32]), Buffer.from(text, 'base64url')])
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    coordinate(x),
    Buffer.from([0x22]),
    coordinate(y),
  ])
}

/** `{fmt: "none", attStmt: {}, authData}` in CBOR. */
function attestationObject(authData: Buffer): Buffer {
  const text = (word: string): Buffer => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)])
  const length = Buffer.from([0x59, authData.length >> 8, authData.length & 255])
  return Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text('none'),
    text('attStmt'),
    Buffer.from([0xa0]),
    text('authData'),
    length,
    authData,
  ])
}
