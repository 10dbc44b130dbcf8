import type { RequestOptions } from '@kinfolio/contracts'

export const someOptions: RequestOptions = {
  challenge: 'Y2hhbGxlbmdl',
  rpId: 'home.example.org',
  timeout: 300_000,
  userVerification: 'required',
  allowCredentials: [{ id: 'AAAA', type: 'public-key', transports: ['internal'] }],
}
export const anAssertion = { id: 'AAAA' }

export type TestBrowser = { asked: unknown[]; cancels: () => void; restore: () => void }

/** Gives the simulated browser what it lacks: the browser's own side of passkeys, which answers at once or is closed. */
export function aBrowserWithPasskeys(): TestBrowser {
  const asked: unknown[] = []
  let isCancelled = false
  const bytes = (): ArrayBuffer => Uint8Array.of(0, 0, 0).buffer
  const response = { clientDataJSON: bytes(), authenticatorData: bytes(), signature: bytes(), userHandle: bytes() }
  const credential = {
    id: anAssertion.id,
    rawId: bytes(),
    type: 'public-key',
    response,
    authenticatorAttachment: 'platform',
    getClientExtensionResults: () => ({}),
  }
  async function get(options: unknown): Promise<typeof credential> {
    asked.push(options)
    if (isCancelled) throw Object.assign(new Error('The operation was not allowed'), { name: 'NotAllowedError' })
    return Promise.resolve(credential)
  }
  const defined = { configurable: true, writable: true }
  Object.defineProperty(globalThis, 'PublicKeyCredential', { ...defined, value: class PublicKeyCredential {} })
  Object.defineProperty(navigator, 'credentials', { ...defined, value: { get } })
  return {
    asked,
    cancels: () => void (isCancelled = true),
    restore() {
      Reflect.deleteProperty(globalThis, 'PublicKeyCredential')
      Reflect.deleteProperty(navigator, 'credentials')
    },
  }
}
