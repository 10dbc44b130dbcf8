import type { Assertion, CreationOptions, NewCredential, RequestOptions } from '@kinfolio/contracts'

/** Why the browser's own question came to nothing. */
export type CeremonyEnd = 'cancelled' | 'known-already'

export class CeremonyEnded extends Error {
  override readonly name = 'CeremonyEnded'
  readonly why: CeremonyEnd

  constructor(why: CeremonyEnd, options?: ErrorOptions) {
    super(`the browser's question ended: ${why}`, options)
    this.why = why
  }
}

/** Whether this browser can ask for passkeys at all, on this page. */
export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function'
}

/** Asks the person to make a passkey. Throws `CeremonyEnded`. */
export async function makePasskey(options: CreationOptions): Promise<NewCredential> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  // The library names transports one by one; what the server sends on is what an authenticator said of itself.
  const optionsJSON = options as Parameters<typeof startRegistration>[0]['optionsJSON']
  const { id, rawId, response } = await asked(() => startRegistration({ optionsJSON }))
  return {
    id,
    rawId,
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON: response.clientDataJSON,
      attestationObject: response.attestationObject,
      transports: response.transports ?? [],
    },
  }
}

/** Asks for a passkey: at once, or among what the browser offers at a field. Throws `CeremonyEnded`. */
export async function showPasskey(options: RequestOptions, how: { isAutofill?: boolean } = {}): Promise<Assertion> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  // As above.
  const optionsJSON = options as Parameters<typeof startAuthentication>[0]['optionsJSON']
  const useBrowserAutofill = how.isAutofill === true
  const { id, rawId, response } = await asked(() => startAuthentication({ optionsJSON, useBrowserAutofill }))
  return { id, rawId, type: 'public-key', clientExtensionResults: {}, response }
}

export async function canAutofill(): Promise<boolean> {
  if (!knowsPasskeys()) return false
  const { browserSupportsWebAuthnAutofill } = await import('@simplewebauthn/browser')
  return browserSupportsWebAuthnAutofill()
}

/** Takes back what the browser offers at a field. */
export async function stopAsking(): Promise<void> {
  const { WebAuthnAbortService } = await import('@simplewebauthn/browser')
  WebAuthnAbortService.cancelCeremony()
}

/** A browser says no more than that it did not come to it: closed, too late, or not unlocked. */
async function asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (name === 'InvalidStateError') throw new CeremonyEnded('known-already', { cause: error })
    if (['NotAllowedError', 'AbortError', 'TimeoutError'].includes(name))
      throw new CeremonyEnded('cancelled', { cause: error })
    throw error
  }
}
