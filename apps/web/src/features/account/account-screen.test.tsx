// @vitest-environment happy-dom
import {
  type Account,
  changeEmail,
  changeName,
  changePassword,
  emailTaken,
  getAccount,
  passwordTooWeak,
  sendVerification,
  tooManyAttempts,
  wrongCredentials,
} from '@kinfolio/contracts'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { button, closeTab, explanationOf, freshTab, isSaid, saidBelow, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { AccountScreen } from './account-screen.tsx'

const usual: Account = { email_is_verified: true, new_email: null, has_password: true, sends_mail: true }
let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
})
afterEach(closeTab)
const open = async (more: Partial<Account> = {}) => {
  server.on(getAccount, () => ({ ...usual, ...more }))
  await show(AccountScreen, { path: '/dashboard/settings/account' })
  await screen.findByLabelText('Name')
}
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })

test('an address that is not verified says what it cannot do, and has the link sent', async () => {
  server.on(sendVerification, () => ({}))
  await open({ email_is_verified: false })
  expect(screen.getByText(/Your address is not verified/)).toBeTruthy()
  fireEvent.click(button('Send the link'))
  await isSaid('The link is on its way')
})

test('without mail there is no link to send', async () => {
  await open({ email_is_verified: false, sends_mail: false })
  expect(screen.getByText(/this server sends no mail/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Send the link' })).toBeNull()
})

test('the name is saved once it is another one', async () => {
  server.on(changeName, () => ({}))
  await open()
  expect(button('Save').disabled).toBe(true)
  type('Name', 'Mara Byron')
  fireEvent.click(button('Save'))
  await isSaid('Saved')
  expect(server.askedOf(changeName)[0]?.body).toEqual({ name: 'Mara Byron' })
})

test('a new address waits for its link, and can be taken back', async () => {
  server.on(changeEmail, ({ body }) => ({ ...usual, new_email: body.email }))
  await open({ new_email: 'new@example.org' })
  expect(screen.getByText(/new@example\.org takes its place/)).toBeTruthy()
  fireEvent.click(button('Keep the old one'))
  await expect.poll(() => server.askedOf(changeEmail)[0]?.body).toEqual({ email: 'mara@example.org' })
})

test('an address of somebody else is said beside the field', async () => {
  server.on(changeEmail, () => emailTaken({}))
  await open({ sends_mail: false })
  type('New address', 'taken@example.org')
  fireEvent.click(button('Change the address'))
  expect(await screen.findByText(/an account with this address already/)).toBeTruthy()
})

test('a wrong old password is said beside its field, and nothing is emptied', async () => {
  server.on(changePassword, () => wrongCredentials({}))
  await open()
  type('Old password', 'not this one')
  type('New password', 'ink on paper since 1843')
  fireEvent.click(button('Change the password'))
  expect(await screen.findByText('This is not your old password.')).toBeTruthy()
  expect(screen.getByLabelText<HTMLInputElement>('New password').value).toBe('ink on paper since 1843')
})

test('who has no password is not asked for an old one', async () => {
  server.on(changePassword, () => ({}))
  await open({ has_password: false })
  expect(screen.queryByLabelText('Old password')).toBeNull()
  type('New password', 'ink on paper since 1843')
  fireEvent.click(button('Change the password'))
  await isSaid('The password is changed, and other devices are signed out')
  expect(server.askedOf(changePassword)[0]?.body).toEqual({ new_password: 'ink on paper since 1843' })
})

test.each([
  [passwordTooWeak({ min_length: 12, why: 'common' }), /tried first/],
  [passwordTooWeak({ min_length: 12, why: 'personal' }), /your name or address/],
])('a new password that is refused says why beside its field: %s', async (problem, words) => {
  server.on(changePassword, () => problem)
  await open()
  type('Old password', 'ink on paper')
  type('New password', 'ink on paper since 1843')
  fireEvent.click(button('Change the password'))
  await screen.findByText(words)
  expect(explanationOf(screen.getByLabelText('New password'))).toMatch(words)
})

test('too many wrong old passwords say how long to wait', async () => {
  server.on(changePassword, () => tooManyAttempts({ retry_after_s: 120 }))
  await open()
  type('Old password', 'not this one')
  type('New password', 'ink on paper since 1843')
  fireEvent.click(button('Change the password'))
  expect((await screen.findByRole('alert')).textContent).toContain('120 seconds')
})

test('a password that was changed leaves nothing typed behind', async () => {
  server.on(changePassword, () => ({}))
  await open()
  type('Old password', 'ink on paper')
  type('New password', 'ink on paper since 1843')
  fireEvent.click(button('Change the password'))
  await isSaid('The password is changed, and other devices are signed out')
  const typed = ['Old password', 'New password'].map((label) => screen.getByLabelText<HTMLInputElement>(label).value)
  expect(typed).toEqual(['', ''])
})

test('without mail the address changes at once', async () => {
  server.on(changeEmail, () => ({ ...usual, email_is_verified: false, sends_mail: false }))
  await open({ sends_mail: false })
  expect(button('Change the address').disabled).toBe(true)
  type('New address', 'new@example.org')
  fireEvent.click(button('Change the address'))
  await isSaid('The address is changed')
  expect(screen.getByLabelText<HTMLInputElement>('New address').value).toBe('')
})

test('with mail it changes by the link, which is said with the address', async () => {
  server.on(changeEmail, ({ body }) => ({ ...usual, new_email: body.email }))
  await open()
  type('New address', 'new@example.org')
  fireEvent.click(button('Change the address'))
  await isSaid('A link is on its way to new@example.org. Your address changes when you follow it.')
})

test('links that were asked for too often say when the next one may be', async () => {
  server.on(sendVerification, () => tooManyAttempts({ retry_after_s: 600 }))
  await open({ email_is_verified: false })
  fireEvent.click(button('Send the link'))
  expect(await screen.findByText(/Try again in 600 seconds/)).toBeTruthy()
})

test('a verified address has no link to send, until another one waits', async () => {
  await open()
  expect(screen.getByText('Verified')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Send the link' })).toBeNull()
})

test('a name that could not be saved stays typed, and a blank one cannot be saved', async () => {
  server.fails(changeName)
  await open()
  type('Name', '   ')
  expect(button('Save').disabled).toBe(true)
  type('Name', 'Mara Byron')
  fireEvent.click(button('Save'))
  await waitFor(() => expect(saidBelow()).not.toEqual([]))
  expect(saidBelow()).not.toContain('Saved')
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Mara Byron')
})

test('a screen that could not be loaded can be tried again', async () => {
  server.fails(getAccount)
  await show(AccountScreen, { path: '/dashboard/settings/account' })
  const again = await screen.findByRole('button', { name: 'Try again' })
  expect(screen.queryByLabelText('Name')).toBeNull()
  server.on(getAccount, () => usual)
  fireEvent.click(again)
  expect(await screen.findByLabelText('Name')).toBeTruthy()
})
