// @vitest-environment happy-dom
import { type Account, getAccount, mailNotConfigured, sendVerification, tooManyAttempts } from '@kinfolio/contracts'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aServer, type FakeServer } from '../../shared/server.testing.ts'
import { VerifyNote } from './verify-note.tsx'

const waiting: Account = { email_is_verified: false, new_email: null, has_password: true, sends_mail: true }
let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
})
afterEach(() => {
  closeTab()
  sessionStorage.clear()
})

async function open(more: Partial<Account> = {}): Promise<void> {
  server.on(getAccount, () => ({ ...waiting, ...more }))
  await show(VerifyNote)
  await waitFor(() => expect(server.askedOf(getAccount)).not.toEqual([]))
}
const note = () => screen.queryByRole('region', { name: 'Verify your address' })

test('stands there while the address is not verified, and says what that costs', async () => {
  await open()
  expect((await screen.findByRole('region', { name: 'Verify your address' })).textContent).toMatch(/need a verified/)
})

test.each([
  ['a verified address', { email_is_verified: true }],
  ['a server that sends no mail', { sends_mail: false }],
  // Their own address is proved; the screen of the account tells of the other.
  ['somebody who wants another address', { email_is_verified: true, new_email: 'new@example.org' }],
])('is not there for %s', async (_, more) => {
  await open(more)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(note()).toBeNull()
})

test('sends the link, says so and goes', async () => {
  server.on(sendVerification, () => ({}))
  await open()
  fireEvent.click(await screen.findByRole('button', { name: 'Send the link' }))
  await isSaid('The link is on its way')
  expect(note()).toBeNull()
  expect(server.askedOf(sendVerification)).toHaveLength(1)
})

test.each([
  [tooManyAttempts({ retry_after_s: 90 }), 'Too many attempts. Try again in 90 seconds.'],
  [mailNotConfigured({}), 'Your address cannot be verified: this server sends no mail.'],
])('stays when the link could not be sent: %s', async (problem, words) => {
  server.on(sendVerification, () => problem)
  await open()
  fireEvent.click(await screen.findByRole('button', { name: 'Send the link' }))
  await isSaid(words)
  expect(note()).not.toBeNull()
  expect(button('Send the link').disabled).toBe(false)
})

test('put off, it stays away in this tab and comes back in another', async () => {
  await open()
  fireEvent.click(await screen.findByRole('button', { name: 'Not now' }))
  expect(note()).toBeNull()
  closeTab()
  server = aServer()
  await open()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(note()).toBeNull()
  closeTab()
  sessionStorage.clear()
  server = aServer()
  await open()
  expect(await screen.findByRole('region', { name: 'Verify your address' })).toBeTruthy()
})
