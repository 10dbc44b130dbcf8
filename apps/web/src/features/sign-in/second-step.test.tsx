// @vitest-environment happy-dom
import {
  codeWrong,
  login,
  loginWithRecoveryCode,
  loginWithTotp,
  pendingSignInOver,
  tooManyAttempts,
} from '@kinfolio/contracts'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { session } from '../../shared/api/client.ts'
import { button, closeTab, explanationOf, freshTab, show } from '../../shared/screen.testing.tsx'
import { aPerson, aServer, someTokens } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { SignInScreen } from './sign-in-screen.tsx'

let server: FakeServer
let went: string[]
beforeEach(() => {
  server = aServer()
  freshTab()
  session.signedOut()
  went = []
})
afterEach(closeTab)

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name)
const fill = (name: string, value: string) => fireEvent.change(field(name), { target: { value } })

async function beginTwoSteps(methods: string[] = ['totp', 'recovery_code']): Promise<void> {
  server.on(login, () => Response.json({ pending_id: 'secret', methods, expires_in: 120 }, { status: 202 }))
  await show(() => <SignInScreen hasEnded={false} onSignedIn={() => went.push('in')} />)
  fill('E-mail', 'mara@example.org')
  fill('Password', 'river lamp cat')
  fireEvent.click(button('Sign in'))
  await screen.findByRole('heading', { name: 'One step more' })
}
function giveCode(code: string): void {
  fill('Code from the app', code)
  fireEvent.click(button('Sign in'))
}

test('the password alone signs nobody in; the code of the app does', async () => {
  server.on(loginWithTotp, ({ body }) => {
    expect(body).toEqual({ pending_id: 'secret', code: '123456' })
    return someTokens()
  })
  await beginTwoSteps()
  expect([went, session.state()]).toEqual([[], null])
  expect(field('Code from the app').autocomplete).toBe('one-time-code')
  giveCode('123 456')
  await waitFor(() => expect(went).toEqual(['in']))
  expect(session.state()?.user).toEqual(aPerson)
})

test('a wrong code is said beside its field, and another can be typed', async () => {
  server.on(loginWithTotp, () => codeWrong({}))
  await beginTwoSteps()
  giveCode('000000')
  await screen.findByText(/This code is wrong, too old, or was used before/)
  expect(explanationOf(field('Code from the app'))).toMatch(/Type the one that your app shows now/)
  server.on(loginWithTotp, () => tooManyAttempts({ retry_after_s: 90 }))
  giveCode('000001')
  await screen.findByText('Too many attempts. Try again in 90 seconds.')
})

test('a recovery code can be used instead, and back again', async () => {
  server.on(loginWithRecoveryCode, () => codeWrong({}))
  await beginTwoSteps()
  fireEvent.click(button('Use a recovery code instead'))
  fill('Recovery code', 'abcd-efgh-jkmn-pqrs')
  fireEvent.click(button('Sign in'))
  await screen.findByText(/no code of yours, or it was used before/)
  fireEvent.click(button('Use a code of your app'))
  expect(field('Code from the app').value).toBe('')
})

test('no recovery code is offered where none is left', async () => {
  await beginTwoSteps(['totp'])
  expect(screen.queryByRole('button', { name: 'Use a recovery code instead' })).toBeNull()
})

test('a sign-in that took too long leads back to the password, which is not kept', async () => {
  server.on(loginWithTotp, () => pendingSignInOver({}))
  await beginTwoSteps()
  giveCode('123456')
  await screen.findByText(/This took too long/)
  expect(screen.queryByLabelText('Code from the app')).toBeNull()
  fireEvent.click(button('Back to the password'))
  expect([field('E-mail').value, field('Password').value]).toEqual(['mara@example.org', ''])
})

test('a step that this page does not know is said, and no field pretends to be it', async () => {
  await beginTwoSteps(['passkey'])
  expect(screen.getByRole('alert').textContent).toMatch(/a step that this page does not know/)
  expect(screen.queryByRole('textbox')).toBeNull()
})
