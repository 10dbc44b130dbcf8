// @vitest-environment happy-dom
import {
  approvalExpired,
  awaitApproval,
  cancelApproval,
  loginWithPasskey,
  passkeyRefused,
  passkeysUnavailable,
  pendingSignInOver,
  requestApproval,
  startPasskeyStep,
} from '@kinfolio/contracts'
import type { PendingSignIn, SignInMethod } from '@kinfolio/contracts'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { session } from '../../shared/api/client.ts'
import { anAssertion, aBrowserWithPasskeys, someOptions } from '../../shared/passkeys/browser.testing.ts'
import type { TestBrowser } from '../../shared/passkeys/browser.testing.ts'
import { button, closeTab, freshTab, show } from '../../shared/screen.testing.tsx'
import { aServer, someTokens } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { uuid } from '../../shared/made.testing.ts'
import { SecondStep } from './second-step.tsx'

let server: FakeServer
let browser: TestBrowser
let went: string[]
beforeEach(() => {
  server = aServer()
  freshTab()
  session.signedOut()
  went = []
  browser = aBrowserWithPasskeys()
  server.on(startPasskeyStep, () => ({ options: someOptions }))
})
afterEach(() => {
  browser.restore()
  closeTab()
})

async function secondStep(...methods: SignInMethod[]): Promise<void> {
  const pending: PendingSignIn = { pending_id: 'secret', methods, expires_in: 120 }
  await show(() => <SecondStep pending={pending} onSignedIn={() => went.push('in')} onBack={() => went.push('back')} />)
}
const choices = (): (string | null)[] => screen.getAllByRole('button').map(({ textContent }) => textContent)

describe('a passkey', () => {
  test('signs in for the sign-in that waits', async () => {
    server.on(loginWithPasskey, ({ body }) => {
      expect(body).toMatchObject({ pending_id: 'secret', credential: { id: anAssertion.id } })
      return someTokens()
    })
    await secondStep('passkey', 'recovery_code')
    expect(browser.asked).toEqual([])
    fireEvent.click(button('Use a passkey'))
    await waitFor(() => expect(went).toEqual(['in']))
    expect(browser.asked).toHaveLength(1)
    expect(session.state()).not.toBeNull()
  })

  test('can be chosen instead of a code, and a code instead of it', async () => {
    await secondStep('totp', 'passkey')
    fireEvent.click(button('Use a passkey instead'))
    await screen.findByText('Show one of your passkeys: by finger, face or PIN.')
    expect(screen.queryByLabelText('Code from the app')).toBeNull()
    fireEvent.click(button('Use a code of your app'))
    await screen.findByLabelText('Code from the app')
  })

  test('is not offered by a browser that knows none', async () => {
    browser.restore()
    await secondStep('passkey', 'totp')
    expect(choices()).toEqual(['Sign in', 'Back to the password'])
  })

  test('that the device does not confirm changes nothing, and can be tried again', async () => {
    browser.cancels()
    await secondStep('passkey', 'totp')
    fireEvent.click(button('Use a passkey'))
    await screen.findByText(/did not confirm that it is you/)
    expect(server.askedOf(loginWithPasskey)).toEqual([])
    expect(button('Use a passkey').disabled).toBe(false)
    expect(went).toEqual([])
  })

  test.each([
    ['of nobody', passkeyRefused({ reason: 'unknown' }), /Nobody here has this passkey/],
    ['not unlocked', passkeyRefused({ reason: 'unproved' }), /did not prove that it is you/],
    ['copied', passkeyRefused({ reason: 'copied' }), /looks like a copy/],
  ])('%s is said, and another way stays open', async (_, problem, words) => {
    server.on(loginWithPasskey, () => problem)
    await secondStep('passkey', 'totp')
    fireEvent.click(button('Use a passkey'))
    await screen.findByText(words)
    expect(button('Use a code of your app')).toBeDefined()
  })

  test('at an address where passkeys do not work says so', async () => {
    server.on(startPasskeyStep, () => passkeysUnavailable({}))
    await secondStep('passkey', 'totp')
    fireEvent.click(button('Use a passkey'))
    await screen.findByText(/do not work at this address/)
    expect(browser.asked).toEqual([])
  })

  test.each([
    ['before it is asked for', () => server.on(startPasskeyStep, () => pendingSignInOver({}))],
    ['before it is answered', () => server.on(loginWithPasskey, () => pendingSignInOver({}))],
  ])('of a sign-in that ran out %s leads back to the password', async (_, runOut) => {
    runOut()
    await secondStep('passkey', 'totp')
    fireEvent.click(button('Use a passkey'))
    await screen.findByText(/This took too long/)
    expect(choices()).toEqual(['Back to the password'])
    fireEvent.click(button('Back to the password'))
    expect(went).toEqual(['back'])
  })

  test('without a connection says so, and asks nothing of the device', async () => {
    server.isAway(startPasskeyStep)
    await secondStep('passkey')
    fireEvent.click(button('Use a passkey'))
    await screen.findByRole('alert')
    expect([browser.asked, went]).toEqual([[], []])
  })
})

describe('waiting for another device', () => {
  beforeEach(() => {
    server.on(requestApproval, () => ({ session_id: uuid(9) as never, number: '42', expires_in: 60 }))
    // Nobody answers.
    server.on(awaitApproval, () => new Promise<never>(() => undefined))
    server.on(cancelApproval, () => ({}))
  })

  test('can be left for a list of the other ways; the question is taken back', async () => {
    await secondStep('approval', 'totp', 'passkey', 'recovery_code')
    await screen.findByText('42')
    expect(choices()).toEqual(['Cancel', 'Use another way'])
    fireEvent.click(button('Use another way'))
    await screen.findByRole('heading', { name: 'Choose another way' })
    // The same sign-in cannot ask a device twice.
    expect(choices()).toEqual([
      'Use a code of your app',
      'Use a passkey instead',
      'Use a recovery code instead',
      'Back to the password',
    ])
    await waitFor(() => expect(server.askedOf(cancelApproval)).toHaveLength(1))
    fireEvent.click(button('Use a code of your app'))
    await screen.findByLabelText('Code from the app')
    expect(went).toEqual([])
  })

  test('offers no other way where there is none', async () => {
    await secondStep('approval')
    await screen.findByText('42')
    expect(choices()).toEqual(['Cancel'])
    fireEvent.click(button('Cancel'))
    expect(went).toEqual(['back'])
  })

  test('that ended without an answer can be left for another way too', async () => {
    server.on(awaitApproval, () => approvalExpired({}))
    await secondStep('approval', 'recovery_code')
    await screen.findByText(/Nobody answered in time/)
    fireEvent.click(button('Use another way'))
    fireEvent.click(button('Use a recovery code instead'))
    await screen.findByLabelText('Recovery code')
  })
})
