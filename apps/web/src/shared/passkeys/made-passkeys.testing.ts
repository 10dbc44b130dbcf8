import type { CreationOptions, RequestOptions } from '@kinfolio/contracts'
import { vi } from 'vitest'

const bytes = (length: number) => new Uint8Array(length).fill(1).buffer
/** Thirty-two bytes of ones, as browsers write them. */
const MADE = Buffer.from(bytes(32)).toString('base64url')

/** Gives the simulated browser passkeys: it makes and shows one, or ends as it is told to. */
export function browserWithPasskeys() {
  let ending: string | undefined
  const state = { asked: 0 }
  const answer = async (response: object) => {
    state.asked += 1
    if (ending !== undefined) throw new DOMException('as the test says', ending)
    const common = { id: MADE, rawId: bytes(32), type: 'public-key', authenticatorAttachment: 'platform' }
    return { ...common, getClientExtensionResults: () => ({}), response }
  }
  const clientDataJSON = bytes(8)
  const credentials = {
    create: async () => answer({ clientDataJSON, attestationObject: bytes(8), getTransports: () => ['internal'] }),
    get: async () =>
      answer({ clientDataJSON, authenticatorData: bytes(8), signature: bytes(8), userHandle: bytes(16) }),
  }
  Object.defineProperty(navigator, 'credentials', { value: credentials, configurable: true })
  vi.stubGlobal('PublicKeyCredential', function PublicKeyCredential() {
    throw new TypeError('Illegal constructor')
  })
  return {
    /** The id of what it makes and shows. */
    made: MADE,
    get asked() {
      return state.asked
    },
    endsWith: (name: string): void => void (ending = name),
    forgetPasskeys: (): void => void vi.stubGlobal('PublicKeyCredential', undefined),
    creation: {
      challenge: 'AAAA',
      rp: { id: 'localhost', name: 'Kinfolio' },
      user: { id: 'AAAA', name: 'mara@example.org', displayName: 'Mara' },
      pubKeyCredParams: [{ alg: -7, type: 'public-key' }],
      timeout: 300_000,
      excludeCredentials: [],
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      attestation: 'none',
    } satisfies CreationOptions,
    request: {
      challenge: 'AAAA',
      rpId: 'localhost',
      timeout: 300_000,
      userVerification: 'required',
      allowCredentials: [],
    } satisfies RequestOptions,
  }
}
