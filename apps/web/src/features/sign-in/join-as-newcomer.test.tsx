// @vitest-environment happy-dom
import {
  acceptInvitation,
  emailTaken,
  getSignUp,
  invitationUnusable,
  passwordTooWeak,
  register,
  signUpClosed,
  tooManyAttempts,
} from '@kinfolio/contracts'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { session } from '../../shared/api/client.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aPersonalSpace, aServer, type FakeServer, someTokens } from '../../shared/server.testing.ts'
import { JoinAsNewcomer } from './join-as-newcomer.tsx'

const CODE = '123456'
const PASSWORD = 'ink on paper since 1843'
let server: FakeServer
let went: string[]
beforeEach(() => {
  server = aServer()
  freshTab()
  session.signedOut()
  went = []
})
afterEach(closeTab)

async function open(mode: 'closed' | 'invite' | 'open' = 'invite'): Promise<void> {
  server.on(getSignUp, () => ({ mode, sends_mail: false }))
  await show(() => (
    <JoinAsNewcomer secret={CODE} onJoined={() => went.push('joined')} onSignIn={() => went.push('sign in')} />
  ))
}
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
async function fill(password = PASSWORD): Promise<void> {
  await screen.findByLabelText('Your name')
  type('Your name', 'Eve')
  type('E-mail', 'eve@example.org')
  type('Password', password)
}
const send = () => fireEvent.click(button('Create an account and join'))

test('an account is made with the invitation, and is in the space at once', async () => {
  server.on(register, () => ({ tokens: someTokens() }))
  server.on(acceptInvitation, () => ({ ...aPersonalSpace, kind: 'family' as const, name: 'The Lovelaces' }))
  await open()
  await fill()
  send()
  await waitFor(() => expect(went).toEqual(['joined']))
  const body = { name: 'Eve', email: 'eve@example.org', password: PASSWORD, invitation: CODE }
  expect(server.askedOf(register).map((asked) => asked.body)).toEqual([body])
  expect(server.askedOf(acceptInvitation).map((asked) => asked.body)).toEqual([{ code: CODE }])
  await isSaid('Welcome to The Lovelaces')
})

test('where mail is sent, the account waits for its link', async () => {
  server.on(register, () => ({ tokens: null }))
  await open()
  await fill()
  send()
  expect(await screen.findByText(/We sent you a mail/)).toBeTruthy()
  expect([went, session.state()]).toEqual([[], null])
  expect(screen.queryByLabelText('Your name')).toBeNull()
})

test.each([
  [passwordTooWeak({ min_length: 12, why: 'common' }), /among those that are tried first/],
  [passwordTooWeak({ min_length: 12, why: 'personal' }), /little more than your name or address/],
  [passwordTooWeak({ min_length: 14, why: 'short' }), /at least 14 characters/],
  [emailTaken({}), /Sign in instead/],
  [tooManyAttempts({ retry_after_s: 90 }), /90 seconds/],
  [signUpClosed({}), /made by its owner/],
  [invitationUnusable({}), /works no more/],
])('a refusal says its own reason, and nothing that was typed is lost: %s', async (problem, words) => {
  server.on(register, () => problem)
  await open()
  await fill()
  send()
  expect((await screen.findByRole('alert')).textContent).toMatch(words)
  expect(screen.getByLabelText<HTMLInputElement>('E-mail').value).toBe('eve@example.org')
  expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe(PASSWORD)
  expect(button('Create an account and join').disabled).toBe(false)
  expect(went).toEqual([])
})

test('who is kept out of the space after all is told so, with an account of their own', async () => {
  server.on(register, () => ({ tokens: someTokens() }))
  server.on(acceptInvitation, () => invitationUnusable({}))
  await open()
  await fill()
  send()
  expect(await screen.findByRole('alert')).toBeTruthy()
  expect(session.state()).not.toBeNull()
  expect(went).toEqual([])
})

test.each(['', 'short', 'aaaaaaaaaaaaaaaaaaaa'])('with the password “%s” nothing can be sent', async (password) => {
  await open()
  await fill(password)
  expect(button('Create an account and join').disabled).toBe(true)
})

test('a server that takes nobody says so, and who has an account signs in', async () => {
  await open('closed')
  expect(await screen.findByText(/Accounts on this server are made by its owner/)).toBeTruthy()
  expect(screen.queryByLabelText('Your name')).toBeNull()
  fireEvent.click(button('I have an account: sign in'))
  expect(went).toEqual(['sign in'])
})
