import type { Row } from './row.ts'

const credential = { id: 'AAAA', rawId: 'AAAA', type: 'public-key' }
/** Of the right form, and an answer to nothing that was asked. */
const assertion = {
  ...credential,
  response: { clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'AAAA', userHandle: 'AAAA' },
}
const newCredential = { ...credential, response: { clientDataJSON: 'e30', attestationObject: 'AAAA' } }

/** Passkeys are a person's and in no space: those of the addresses are nobody's. */
export const passkeyRows: Record<string, Row> = {
  listPasskeys: { for: 'signed in' },
  startPasskey: { for: 'signed in' },
  addPasskey: { for: 'signed in', answer: 403, json: () => ({ name: 'Phone', credential: newCredential }) },
  // Signing up is closed.
  startNewcomerPasskey: { for: 'everybody', answer: 403, json: () => ({ name: 'Eve', email: 'eve@example.org' }) },
  registerByPasskey: {
    for: 'everybody',
    answer: 403,
    json: () => ({ credential: newCredential, passkey_name: 'Phone' }),
  },
  startPasskeySignIn: { for: 'everybody' },
  signInByPasskey: { for: 'everybody', answer: 403, json: () => ({ credential: assertion }) },
  startPasskeyStep: { for: 'everybody', answer: 410, json: () => ({ pending_id: 'guessed' }) },
  loginWithPasskey: {
    for: 'everybody',
    answer: 410,
    json: () => ({ pending_id: 'guessed', credential: assertion }),
  },
  startPasskeyProof: { for: 'signed in' },
  proveByPasskey: { for: 'signed in', answer: 403, json: () => ({ credential: assertion }) },
  renamePasskey: { for: 'signed in', answer: 404, json: () => ({ name: 'Phone' }) },
  // No service is configured.
  listSignInProviders: { for: 'everybody' },
  startProviderSignIn: { for: 'everybody', answer: 404, json: () => ({ provider: 'oidc' }) },
  startGoogleSignIn: { for: 'everybody', answer: 404, json: () => ({}) },
  startAppleSignIn: { for: 'everybody', answer: 404, json: () => ({}) },
  listIdentities: { for: 'signed in' },
  startLinking: { for: 'signed in', answer: 404, json: () => ({ provider: 'oidc' }) },
  unlinkIdentity: { for: 'signed in', answer: 404 },
  removePasskey: { for: 'signed in', answer: 404 },
}
