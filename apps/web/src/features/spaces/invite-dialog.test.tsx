// @vitest-environment happy-dom
import { createInvitation, INVITATION_USES_MAX, invitationId, tooManyInvitations } from '@kinfolio/contracts'
import type { Invitation } from '@kinfolio/contracts'
import { act, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { uuid } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, saidBelow, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { InviteDialog } from './invite-dialog.tsx'

const SECRET = 'a-secret-of-the-link-that-nobody-guesses-00'
const NOW = Date.parse('2026-01-31T12:00:00.000Z')

const onClose = vi.fn<() => void>()
let server: FakeServer
beforeEach(() => {
  onClose.mockReset()
  server = aServer()
  freshTab()
})
afterEach(() => {
  vi.useRealTimers()
  closeTab()
})

const open = async () => {
  await show(() => <InviteDialog onClose={onClose} />)
  await screen.findByRole('dialog', { name: 'Invite into this space' })
}
const anInvitation = (change: Partial<Invitation> = {}): Invitation => ({
  id: invitationId.parse(uuid(90)),
  kind: 'link',
  role: 'view_only',
  email: null,
  invited_by: 'Mara',
  created_at: '2026-01-31T12:00:00.000Z',
  expires_at: '2026-02-07T12:00:00.000Z',
  uses: 0,
  uses_max: 1,
  ...change,
})
/** The server makes what is asked for. */
function makes(change: Partial<Invitation> = {}, secret: string | null = SECRET): void {
  server.on(createInvitation, () => ({ invitation: anInvitation(change), secret }))
}
const choose = (label: string) => fireEvent.click(screen.getByRole('radio', { name: new RegExp(`^${label}`) }))
const fill = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const invite = () => fireEvent.click(button('Invite'))
const sent = () => server.askedOf(createInvitation).map(({ body }) => body)
const optionsOf = (label: string) =>
  within(screen.getByLabelText(label))
    .getAllByRole('option')
    .map((option) => option.textContent)

test('a link that one person may use for a week, to look, is what is offered first', async () => {
  makes()
  await open()
  invite()
  await screen.findByRole('img', { name: 'QR code of the link' })
  expect(sent()).toEqual([{ kind: 'link', role: 'view_only', life_hours: 168, uses_max: 1 }])
})

test('nobody is invited as an owner', async () => {
  await open()
  expect(optionsOf('Their role')).toEqual(['Admin', 'Member', 'View only'])
})

test.each([
  ['24', 'one day'],
  ['168', 'one week'],
  ['720', '30 days'],
])('a link can work for %s hours, called %s', async (hours, says) => {
  makes()
  await open()
  expect(optionsOf('Works for')).toContain(says)
  fill('Works for', hours)
  invite()
  await screen.findByLabelText('Link')
  expect(sent()).toMatchObject([{ life_hours: Number(hours) }])
})

test('a link for several people is asked for with its number and role', async () => {
  makes()
  await open()
  fill('Their role', 'member')
  fill('How many people may use it', '5')
  invite()
  await screen.findByLabelText('Link')
  expect(sent()).toEqual([{ kind: 'link', role: 'member', life_hours: 168, uses_max: 5 }])
})

test.each([
  [0, false],
  [1, true],
  [INVITATION_USES_MAX, true],
  [INVITATION_USES_MAX + 1, false],
  [2.5, false],
])('for %s people a link can be made: %s', async (uses, isValid) => {
  await open()
  fill('How many people may use it', String(uses))
  expect(screen.getByLabelText<HTMLInputElement>('How many people may use it').checkValidity()).toBe(isValid)
})

test.each([
  ['Link or QR code', { life: true, uses: true, email: false }],
  ['Six-digit code', { life: false, uses: false, email: false }],
  ['Mail', { life: true, uses: false, email: true }],
] as const)('%s asks for what it needs, and for nothing else', async (kind, asks) => {
  await open()
  choose(kind)
  expect({
    life: screen.queryByLabelText('Works for') !== null,
    uses: screen.queryByLabelText('How many people may use it') !== null,
    email: screen.queryByLabelText('Their e-mail address') !== null,
  }).toEqual(asks)
})

test('the secret of a link stands behind the #, which no server sees', async () => {
  makes()
  await open()
  invite()
  const field = await screen.findByLabelText<HTMLInputElement>('Link')
  expect(field.value).toBe(`${location.origin}/dashboard/join#${SECRET}`)
  expect(field.readOnly).toBe(true)
  expect(screen.getByText('Whoever has this link can join. It is shown this once.')).toBeTruthy()
})

test('the link is copied, which is said', async () => {
  const writeText = vi.fn<(text: string) => Promise<void>>().mockResolvedValue()
  vi.stubGlobal('navigator', Object.create(navigator, { clipboard: { value: { writeText } } }))
  makes()
  await open()
  invite()
  await screen.findByLabelText('Link')
  fireEvent.click(button('Copy the link'))
  await isSaid('Link copied')
  expect(writeText.mock.calls).toEqual([[`${location.origin}/dashboard/join#${SECRET}`]])
})

test('a browser that lets nobody copy is told of, and the link stays to be marked by hand', async () => {
  const writeText = vi
    .fn<(text: string) => Promise<void>>()
    .mockRejectedValue(new DOMException('no', 'NotAllowedError'))
  vi.stubGlobal('navigator', Object.create(navigator, { clipboard: { value: { writeText } } }))
  makes()
  await open()
  invite()
  await screen.findByLabelText('Link')
  fireEvent.click(button('Copy the link'))
  await vi.waitFor(() => expect(saidBelow()).toHaveLength(1))
  expect(saidBelow()).not.toContain('Link copied')
  expect(screen.getByLabelText('Link')).toBeTruthy()
})

async function openCode(): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], now: NOW })
  makes({ kind: 'code', expires_at: '2026-01-31T12:15:00.000Z' }, '123456')
  await open()
  choose('Six-digit code')
  invite()
  await screen.findByText('123 456')
}

test('a code is read out in two halves, with the time it still works, which runs', async () => {
  await openCode()
  expect(sent()).toEqual([{ kind: 'code', role: 'view_only' }])
  expect(screen.getByRole('timer').textContent).toBe('Works for another 15:00')
  act(() => void vi.advanceTimersByTime(61_000))
  expect(screen.getByRole('timer').textContent).toBe('Works for another 13:59')
})

test('a code whose time is over says so, and what to do', async () => {
  await openCode()
  act(() => void vi.advanceTimersByTime(15 * 60_000))
  expect(screen.getByRole('timer').textContent).toBe('This code works no more. Make a new one.')
})

test('a mail goes to its address, and shows no secret', async () => {
  makes({ kind: 'mail', email: 'may@example.org' }, null)
  await open()
  choose('Mail')
  fill('Their e-mail address', 'may@example.org')
  fill('Their role', 'admin')
  invite()
  expect((await screen.findByText('The invitation to may@example.org is on its way.')).tagName).toBe('OUTPUT')
  expect(sent()).toEqual([{ kind: 'mail', role: 'admin', email: 'may@example.org', life_hours: 168 }])
  expect(screen.queryByLabelText('Link')).toBeNull()
})

test('too many open invitations are said where they were asked for, and what was chosen stays', async () => {
  server.on(createInvitation, () => tooManyInvitations({ limit_invitations: 50 }))
  await open()
  fill('Their role', 'admin')
  invite()
  expect((await screen.findByRole('alert')).textContent).toBe(
    'Too many invitations are open. Take one back below first.',
  )
  expect(screen.getByLabelText<HTMLSelectElement>('Their role').value).toBe('admin')
  expect(onClose).not.toHaveBeenCalled()
})

test('a server that is away is said there as well, and the next try may succeed', async () => {
  server.isAway(createInvitation)
  await open()
  invite()
  expect((await screen.findByRole('alert')).textContent).toContain('Kinfolio cannot be reached')
  makes()
  invite()
  expect(await screen.findByLabelText('Link')).toBeTruthy()
})

test('cancelling makes nothing, and done closes what was shown', async () => {
  await open()
  fireEvent.click(button('Cancel'))
  expect(onClose).toHaveBeenCalledOnce()
  expect(sent()).toEqual([])
  makes()
  invite()
  await screen.findByLabelText('Link')
  fireEvent.click(button('Done'))
  expect(onClose).toHaveBeenCalledTimes(2)
})
