// @vitest-environment happy-dom
import {
  beginTotp,
  getStepUp,
  passkeyRefused,
  passkeysUnavailable,
  proofWrong,
  proveByPasskey,
  startPasskeyProof,
  stepUp,
  stepUpRequired,
  tooManyAttempts,
} from '@kinfolio/contracts'
import type { StepUpMethod } from '@kinfolio/contracts'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { call } from '../api/client.ts'
import { aBrowserWithPasskeys, someOptions } from '../passkeys/browser.testing.ts'
import type { TestBrowser } from '../passkeys/browser.testing.ts'
import { button, closeTab, explanationOf, freshTab, show } from '../screen.testing.tsx'
import { aServer } from '../server.testing.ts'
import type { FakeServer } from '../server.testing.ts'
import { ProofGate } from './proof-gate.tsx'
import { proofs } from './proofs.ts'

const begun = { secret: 'ABCD', otpauth_uri: 'otpauth://totp/x' }
let server: FakeServer
let browser: TestBrowser
let isProved: boolean
let outcome: Promise<unknown>
beforeEach(() => {
  server = aServer()
  freshTab()
  browser = aBrowserWithPasskeys()
  isProved = false
  server.on(beginTotp, () => (isProved ? begun : stepUpRequired({})))
  server.on(startPasskeyProof, () => ({ options: someOptions }))
})
afterEach(() => {
  proofs.settle(false)
  browser.restore()
  closeTab()
})

const prove = (): Response => {
  isProved = true
  return new Response(null, { status: 204 })
}
/** Something critical is asked for, and the server wants a proof first. */
async function askCritical(...methods: StepUpMethod[]): Promise<void> {
  server.on(getStepUp, () => ({ methods }))
  await show(() => <ProofGate />)
  outcome = call(beginTotp).catch((error: unknown) => error)
  await screen.findByRole('dialog', { name: 'Prove once more that it is you' })
}
const asked = () => server.askedOf(beginTotp).length
const others = () => screen.queryAllByRole('button', { name: /instead$/ }).map(({ textContent }) => textContent)
function type(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
  fireEvent.click(button('Go on'))
}

describe('the question', () => {
  test('is asked by the first way that the person has, and offers the others', async () => {
    await askCritical('passkey', 'password', 'totp')
    await screen.findByRole('button', { name: 'Use a passkey' })
    expect(others()).toEqual(['Use your password instead', 'Use a code of your app instead'])
    fireEvent.click(button('Use a code of your app instead'))
    await screen.findByLabelText('Code from the app')
    expect(others()).toEqual(['Use a passkey instead', 'Use your password instead'])
  })

  test('leaves the passkey out where the browser knows none', async () => {
    browser.restore()
    await askCritical('passkey', 'password')
    await screen.findByLabelText('Password')
    expect(others()).toEqual([])
  })

  test('says so to who has no way to answer it', async () => {
    await askCritical()
    await screen.findByText(/no way to prove it here/)
  })

  test('that cannot be asked says so, and can be tried again', async () => {
    server.fails(getStepUp)
    await show(() => <ProofGate />)
    outcome = call(beginTotp).catch((error: unknown) => error)
    await screen.findByRole('dialog')
    server.on(getStepUp, () => ({ methods: ['password' as const] }))
    fireEvent.click(await screen.findByRole('button', { name: 'Try again' }))
    await screen.findByLabelText('Password')
  })

  test('that is closed leaves everything as it was', async () => {
    await askCritical('password')
    fireEvent.keyDown(await screen.findByLabelText('Password'), { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(await outcome).toMatchObject({ failure: { type: '/problems/step-up-required' } })
    expect([asked(), server.askedOf(stepUp).length]).toEqual([1, 0])
  })
})

describe.each([
  { way: 'password', label: 'Password', wrong: 'This is not your password. Nothing was changed.' },
  { way: 'totp', label: 'Code from the app', wrong: /This code is wrong, too old/ },
] as const)('by $way', ({ way, label, wrong }) => {
  test('goes on by itself with what was asked for', async () => {
    server.on(stepUp, ({ body }) => {
      expect(body).toEqual({ method: way, proof: '123456' })
      return prove()
    })
    await askCritical(way)
    await screen.findByLabelText(label)
    type(label, '123456')
    expect(await outcome).toMatchObject({ ok: true, answer: begun })
    expect(asked()).toBe(2)
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  test('that is wrong is said beside its field, and stays to be tried again', async () => {
    server.on(stepUp, () => proofWrong({ method: way }))
    await askCritical(way)
    await screen.findByLabelText(label)
    type(label, '000000')
    await screen.findByText(wrong)
    server.on(stepUp, prove)
    type(label, '123456')
    expect(await outcome).toMatchObject({ ok: true })
  })

  test('too often says when to come back', async () => {
    server.on(stepUp, () => tooManyAttempts({ retry_after_s: 90 }))
    await askCritical(way)
    await screen.findByLabelText(label)
    type(label, '000000')
    await screen.findByText('Too many attempts. Try again in 90 seconds.')
    expect(asked()).toBe(1)
  })

  test('without a connection says so, and nothing is lost', async () => {
    server.isAway(stepUp)
    await askCritical(way)
    await screen.findByLabelText(label)
    type(label, '123456')
    await waitFor(() => expect(explanationOf(screen.getByLabelText(label))).toMatch(/cannot be reached|connection/i))
    expect(screen.getByLabelText<HTMLInputElement>(label).value).toBe('123456')
  })
})

describe('by a passkey', () => {
  const use = async (): Promise<void> => {
    await askCritical('passkey', 'password')
    fireEvent.click(await screen.findByRole('button', { name: 'Use a passkey' }))
  }

  test('goes on by itself; the device is asked once the button was pressed', async () => {
    server.on(proveByPasskey, prove)
    await askCritical('passkey')
    await screen.findByRole('button', { name: 'Use a passkey' })
    expect(browser.asked).toEqual([])
    fireEvent.click(button('Use a passkey'))
    expect(await outcome).toMatchObject({ ok: true, answer: begun })
    expect(browser.asked).toHaveLength(1)
  })

  test('that the device does not confirm can be tried again, or left for the password', async () => {
    browser.cancels()
    await use()
    await screen.findByText(/did not confirm that it is you/)
    expect(server.askedOf(proveByPasskey)).toEqual([])
    fireEvent.click(button('Use your password instead'))
    server.on(stepUp, prove)
    type('Password', 'river lamp cat')
    expect(await outcome).toMatchObject({ ok: true })
  })

  test.each([
    [passkeyRefused({ reason: 'over' }), /took too long/],
    [passkeyRefused({ reason: 'unknown' }), /Nobody here has this passkey/],
    [tooManyAttempts({ retry_after_s: 60 }), /Try again in 60 seconds/],
  ])('that is refused says why: %s', async (problem, words) => {
    server.on(proveByPasskey, () => problem)
    await use()
    await screen.findByText(words)
    expect([asked(), button('Use a passkey').disabled]).toEqual([1, false])
  })

  test('at an address where passkeys do not work leaves the other ways', async () => {
    server.on(startPasskeyProof, () => passkeysUnavailable({}))
    await use()
    await screen.findByText(/do not work at this address/)
    expect(others()).toEqual(['Use your password instead'])
  })
})
