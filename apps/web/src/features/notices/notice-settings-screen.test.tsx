// @vitest-environment happy-dom
import { getNoticePreferences, listMails, mailNotFound, putNoticePreferences, retryMail } from '@kinfolio/contracts'
import type { Mail, NoticePreferences } from '@kinfolio/contracts'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { button, closeTab, explanationOf, freshTab, isSaid, saidBelow, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { NoticeSettingsScreen } from './notice-settings-screen.tsx'
import { aMail } from './notices.testing.ts'

let server: FakeServer
let kept: NoticePreferences
let mails: Mail[]
let house: { is_set_up: boolean; waiting: number; waiting_in_all: number | null }

beforeEach(() => {
  server = aServer()
  freshTab()
  kept = { mail: { members: true, quotas: true, webhooks: false } }
  mails = []
  house = { is_set_up: true, waiting: 0, waiting_in_all: null }
  server.on(getNoticePreferences, () => kept)
  server.on(putNoticePreferences, ({ body }) => (kept = body))
  server.on(listMails, () => ({ ...house, mails, next_cursor: null }))
})
afterEach(closeTab)

const settings = () => show(NoticeSettingsScreen, { path: '/dashboard/settings/notices' })
const choice = (name: RegExp) => screen.findByRole<HTMLInputElement>('checkbox', { name })

test('what one gets mails about is shown as it was chosen', async () => {
  await settings()
  expect((await choice(/^Families/)).checked).toBe(true)
  expect((await choice(/^Limits of a plan/)).checked).toBe(true)
  expect((await choice(/^Webhooks/)).checked).toBe(false)
})

test('mails about the security of the account cannot be switched off, and why is said', async () => {
  await settings()
  const security = await choice(/The security of your account/)
  expect([security.checked, security.disabled]).toEqual([true, true])
  expect(explanationOf(security)).toContain('so that nobody can switch them off for you')
})

test('a choice is kept at once, and the others stay as they were', async () => {
  await settings()
  fireEvent.click(await choice(/^Limits of a plan/))
  expect((await choice(/^Limits of a plan/)).checked).toBe(false)
  await isSaid('Saved.')
  expect(kept).toEqual({ mail: { members: true, quotas: false, webhooks: false } })
})

test('a choice that could not be kept is taken back, and that is said', async () => {
  server.isAway(putNoticePreferences)
  await settings()
  fireEvent.click(await choice(/^Webhooks/))
  await waitFor(() => expect(saidBelow()).toHaveLength(1))
  expect(saidBelow()).not.toContain('Saved.')
  expect((await choice(/^Webhooks/)).checked).toBe(false)
})

test('what cannot be had says so, and each part can be asked for again by itself', async () => {
  server.fails(getNoticePreferences)
  await settings()
  const note = within(await screen.findByRole('alert'))
  expect(await screen.findByRole('heading', { name: 'Mail' })).toBeTruthy()
  server.on(getNoticePreferences, () => kept)
  fireEvent.click(note.getByRole('button', { name: 'Try again' }))
  expect(await choice(/^Families/)).toBeTruthy()
})

test('a list of mails that cannot be had leaves the choices as they are', async () => {
  server.fails(listMails)
  await settings()
  expect(await screen.findByRole('alert')).toBeTruthy()
  expect((await choice(/^Families/)).disabled).toBe(false)
})

test('without a mail server it is said that mails wait, and what would help', async () => {
  house = { is_set_up: false, waiting: 2, waiting_in_all: null }
  mails = [aMail(2, { error: 'Mail is not set up on this server' }), aMail(1)]
  await settings()
  expect(
    await screen.findByText(/Mail is not set up on this server, so mails wait.*SMTP_URL and SMTP_FROM/),
  ).toBeTruthy()
  expect(screen.getByText('2 mails wait to be sent to you')).toBeTruthy()
  // The reason stands once, above them.
  expect(screen.getAllByText(/not set up/)).toHaveLength(1)
})

test.each([
  [null, []],
  [0, []],
  [1, ['1 mail waits on this server in all']],
  [1_200, ['1,200 mails wait on this server in all']],
])('of mails that wait in all (%s) only the owner of the server is told', async (waiting_in_all, said) => {
  house = { ...house, waiting_in_all }
  await settings()
  await screen.findByText(/^Mail is set up/)
  expect(screen.queryAllByText(/on this server in all/).map(({ textContent }) => textContent)).toEqual(said)
})

test('with nothing waiting and nothing failed, that is said, and what was sent is not listed', async () => {
  mails = [aMail(1, { state: 'sent', sent_at: new Date().toISOString() })]
  await settings()
  expect(await screen.findByText('No mail waits, and none failed.')).toBeTruthy()
  expect(screen.queryByText(/To you/)).toBeNull()
})

test('a mail that failed says why, and is tried again with one press', async () => {
  mails = [aMail(1, { state: 'failed', attempts: 5, error: 'mail.example.org refused the mail (550 no such user)' })]
  server.on(retryMail, () => {
    mails = [aMail(1)]
    return aMail(1)
  })
  await settings()
  expect(await screen.findByText(/550 no such user/)).toBeTruthy()
  fireEvent.click(button('Try again'))
  await isSaid('It is tried again now.')
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull())
  expect(server.askedOf(retryMail).map(({ body }) => body)).toEqual([{ mail_id: aMail(1).id }])
})

test('a mail that did not fail any more is not tried again, and the list is asked for anew', async () => {
  mails = [aMail(1, { state: 'failed', error: 'refused' })]
  server.on(retryMail, () => {
    mails = []
    return mailNotFound({ mail_id: aMail(1).id })
  })
  await settings()
  fireEvent.click(await screen.findByRole('button', { name: 'Try again' }))
  await isSaid('This mail did not fail any more.')
  expect(await screen.findByText('No mail waits, and none failed.')).toBeTruthy()
})

test('an invitation says to which address it goes, and one that waits cannot be hurried', async () => {
  mails = [aMail(1, { kind: 'invitation', address: 'may@example.org' })]
  await settings()
  expect(await screen.findByText(/Invitation to may@example.org/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
})
