import type { SigningKey } from '@kinfolio/contracts'
import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose'
import { parseJson } from '../../../kernel/parse-json.ts'

const ALGORITHMS = { 'P-256': 'ES256', Ed25519: 'EdDSA' } as const

export async function thumbprintOf(key: SigningKey): Promise<string> {
  return calculateJwkThumbprint(key)
}

/**
 * What a compact JWS of this key and of this type says; undefined when it is none. The key decides the algorithm, never the
 * text that is to be checked, and a key inside the text is not looked at.
 */
export async function readSigned(text: string, by: { key: SigningKey; type: string }): Promise<unknown> {
  const algorithm = ALGORITHMS[by.key.crv]
  try {
    const { typ, kid } = decodeProtectedHeader(text)
    if (typ !== by.type || kid !== (await thumbprintOf(by.key))) return undefined
    const { payload } = await compactVerify(text, await importJWK(by.key, algorithm), { algorithms: [algorithm] })
    return parseJson(Buffer.from(payload).toString('utf8'))
  } catch (error) {
    // A point that is not on the curve is a DataError of WebCrypto, and everything else that is wrong a JOSEError.
    const isWrong = error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException
    if (isWrong) return undefined
    throw error
  }
}
