import type { Page } from 'playwright-core'

export type FingerReader = {
  /** Whether the finger that touches it is the person's. */
  takes(isUserVerified: boolean): Promise<void>
}

/** A finger reader in the machine, which takes the finger of whoever touches it until it is told not to. */
export async function addFingerReader(page: Page): Promise<FingerReader> {
  const client = await page.context().newCDPSession(page)
  await client.send('WebAuthn.enable')
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    async takes(isUserVerified) {
      await client.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
    },
  }
}
