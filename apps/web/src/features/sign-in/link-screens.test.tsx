// @vitest-environment happy-dom
import {
  askPasswordReset,
  emailTaken,
  getSignUp,
  invitationNeeded,
  linkWorksNoMore,
  mailNotConfigured,
  passwordTooWeak,
  register,
  resetPassword,
  tooManyAttempts,
  verifyEmail,
} from '@kinfolio/contracts'
import { fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { button, closeTab, freshTab, show } from '../../shared/screen.testing.tsx'
import { aServer, someTokens } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { ForgotScreen } from './forgot-screen.tsx'
import { RegisterScreen } from './register-screen.tsx'
import { ResetScreen } from './reset-screen.tsx'
import { VerifyScreen } from './verify-screen.tsx'

const PASSWORD = 'ink on paper since 1843'
let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
})
afterEach(() => {
  closeTab()
  window.location.hash = ''
})
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })

describe('registering', () => {
  const onSignedIn = vi.fn<() => void>()
  const open = async (mode: 'closed' | 'invite' | 'open', sends_mail = false) => {
    onSignedIn.mockReset()
    server.on(getSignUp, () => ({ mode, sends_mail }))
    await show(() => <RegisterScreen onSignedIn={onSignedIn} />, { path: '/dashboard/register' })
  }
  async function fill(): Promise<void> {
    await screen.findByLabelText('Your name')
    type('Your name', 'Eve')
    type('E-mail', 'eve@example.org')
    type('Password', PASSWORD)
  }

  test('on a closed server says so and shows no form', async () => {
    await open('closed')
    expect(await screen.findByText(/Nobody can register on this server/)).toBeTruthy()
    expect(screen.queryByLabelText('Your name')).toBeNull()
  })

  test('signs in at once where no mail is sent', async () => {
    server.on(register, () => ({ tokens: someTokens() }))
    await open('open')
    await fill()
    fireEvent.click(button('Create the account'))
    await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce())
    const body = { name: 'Eve', email: 'eve@example.org', password: PASSWORD }
    expect(server.askedOf(register).map((asked) => asked.body)).toEqual([body])
  })

  test('leads to the mail where one is sent', async () => {
    server.on(register, () => ({ tokens: null }))
    await open('open', true)
    await fill()
    fireEvent.click(button('Create the account'))
    expect(await screen.findByText(/A mail is on its way to eve@example\.org/)).toBeTruthy()
    expect(onSignedIn).not.toHaveBeenCalled()
  })

  test('takes the invitation from the link, out of the address', async () => {
    server.on(register, () => ({ tokens: someTokens() }))
    window.location.hash = '#invitation=KIN-123'
    await open('invite')
    await fill()
    expect(screen.getByLabelText<HTMLInputElement>('Invitation').value).toBe('KIN-123')
    expect(window.location.hash).toBe('')
    fireEvent.click(button('Create the account'))
    await vi.waitFor(() => expect(server.askedOf(register)[0]?.body).toMatchObject({ invitation: 'KIN-123' }))
  })

  test.each([
    [invitationNeeded({}), 'Invitation', /does not hold/],
    [emailTaken({}), 'E-mail', /Sign in instead/],
    [passwordTooWeak({ min_length: 12, why: 'personal' }), 'Password', /your name or address/],
    [passwordTooWeak({ min_length: 12, why: 'common' }), 'Password', /tried first/],
  ])('says what is wrong beside its field: %s', async (problem, label, words) => {
    server.on(register, () => problem)
    window.location.hash = '#invitation=KIN-123'
    await open('invite')
    await fill()
    fireEvent.click(button('Create the account'))
    expect((await screen.findAllByText(words)).length).toBeGreaterThan(0)
    expect(screen.getByLabelText(label).getAttribute('aria-invalid')).toBe('true')
  })
})

describe('the link of a mail', () => {
  test('verifies the address when the person says so, not by being opened', async () => {
    server.on(verifyEmail, () => ({ email: 'eve@example.org' }))
    window.location.hash = '#token=secret'
    await show(VerifyScreen, { path: '/dashboard/verify' })
    expect(server.askedOf(verifyEmail)).toEqual([])
    expect(window.location.hash).toBe('')
    fireEvent.click(button('It is mine'))
    expect(await screen.findByText(/eve@example\.org is verified/)).toBeTruthy()
    expect(server.askedOf(verifyEmail)[0]?.body).toEqual({ token: 'secret' })
  })

  test('that was cut short says so', async () => {
    await show(VerifyScreen, { path: '/dashboard/verify' })
    expect(screen.getByText(/used already, is too old, or was cut short/)).toBeTruthy()
    expect(button('It is mine').disabled).toBe(true)
  })

  test('that works no more says so', async () => {
    server.on(resetPassword, () => linkWorksNoMore({}))
    window.location.hash = '#token=old'
    await show(ResetScreen, { path: '/dashboard/reset' })
    type('Password', PASSWORD)
    fireEvent.click(button('Set the password'))
    expect(await screen.findByText(/used already, is too old, or was cut short/)).toBeTruthy()
  })

  test('sets the new password', async () => {
    server.on(resetPassword, () => ({}))
    window.location.hash = '#token=secret'
    await show(ResetScreen, { path: '/dashboard/reset' })
    type('Password', PASSWORD)
    fireEvent.click(button('Set the password'))
    expect(await screen.findByText('The password is set')).toBeTruthy()
    expect(server.askedOf(resetPassword)[0]?.body).toEqual({ token: 'secret', password: PASSWORD })
  })
})

describe('a forgotten password', () => {
  const open = async (sends_mail: boolean) => {
    server.on(getSignUp, () => ({ mode: 'closed' as const, sends_mail }))
    await show(ForgotScreen, { path: '/dashboard/forgot' })
  }
  const askFor = (email: string) => {
    type('E-mail', email)
    fireEvent.click(button('Send the link'))
  }

  test('is answered the same for every address', async () => {
    server.on(askPasswordReset, () => ({}))
    await open(true)
    askFor('nobody@example.org')
    expect(await screen.findByText(/If nobody@example\.org belongs to an account/)).toBeTruthy()
    expect(screen.queryByLabelText('E-mail')).toBeNull()
  })

  test('says how long to wait, and keeps what was typed', async () => {
    server.on(askPasswordReset, () => tooManyAttempts({ retry_after_s: 90 }))
    await open(true)
    askFor('mara@example.org')
    expect((await screen.findByRole('alert')).textContent).toContain('90 seconds')
    expect(screen.getByLabelText<HTMLInputElement>('E-mail').value).toBe('mara@example.org')
  })

  test('where no mail is sent leads to whoever runs the server, with the command they need', async () => {
    await open(false)
    expect(await screen.findByText('kinfolio person reset your-address@example.org')).toBeTruthy()
    expect(screen.queryByLabelText('E-mail')).toBeNull()
    expect(screen.getByRole('link', { name: 'Sign in instead' }).getAttribute('href')).toBe('/dashboard/sign-in')
  })

  test('on a server that was switched to no mail meanwhile says so', async () => {
    server.on(askPasswordReset, () => mailNotConfigured({}))
    await open(true)
    askFor('mara@example.org')
    expect((await screen.findByRole('alert')).textContent).toContain('sends no mail')
  })

  test('without a connection keeps the form', async () => {
    server.isAway(askPasswordReset)
    await open(true)
    askFor('mara@example.org')
    expect(await screen.findByRole('alert')).toBeTruthy()
    expect(button('Send the link').disabled).toBe(false)
  })
})
