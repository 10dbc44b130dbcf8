// @vitest-environment happy-dom
import {
  type Account,
  changeEmail,
  changeName,
  changePassword,
  emailTaken,
  getAccount,
  sendVerification,
  wrongCredentials,
} from '@kinfolio/contracts'
import { fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
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
