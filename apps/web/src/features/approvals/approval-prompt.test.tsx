// @vitest-environment happy-dom
import {
  approvalExpired,
  approvalId,
  approvalNotFound,
  approvalSettled,
  approvalText,
  approvalUnproved,
  endOtherSessions,
  listApprovals,
  numberWrong,
  respondToApproval,
} from '@kinfolio/contracts'
import type { Approval } from '@kinfolio/contracts'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepKeys } from '../../shared/device-key/key-store.ts'
import { readProof, someKeys } from '../../shared/device-key/keys.testing.ts'
import { giveKeyStore } from '../../shared/device-key/key-store.testing.ts'
import { uuid } from '../../shared/made.testing.ts'
import { button, closeTab, explanationOf, freshTab, isSaid, saidBelow, show } from '../../shared/screen.testing.tsx'
import { aPerson, aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { ApprovalPrompt } from './approval-prompt.tsx'

const soon = () => new Date(Date.now() + 90_000).toISOString()
const anApproval = (more: Partial<Approval> = {}): Approval => ({
  id: approvalId.parse(uuid(1)),
  action: 'sign-in',
  nonce: 'a nonce',
  address: '198.51.100.7',
  browser: 'Safari',
  system: 'macOS',
  requested_at: new Date().toISOString(),
  expires_at: soon(),
  ways: ['device_key'],
  ...more,
})

let server: FakeServer
beforeEach(async () => {
  server = aServer()
  freshTab()
  giveKeyStore()
  await keepKeys(aPerson.id, await someKeys())
})
afterEach(() => {
  vi.useRealTimers()
  closeTab()
})

async function open(...approvals: Approval[]): Promise<void> {
  server.on(listApprovals, () => ({ approvals }))
  await show(() => <ApprovalPrompt />)
  if (approvals.length > 0) await screen.findByRole('dialog', { name: 'Is this you?' })
}
const nobodyWaits = () => server.on(listApprovals, () => ({ approvals: [] }))
const number = () => screen.getByLabelText<HTMLInputElement>('The number on the other screen')
function type(typed: string): void {
  fireEvent.change(number(), { target: { value: typed } })
}
function approve(typed = '42'): void {
  type(typed)
  fireEvent.click(button('Approve'))
}
const isGone = async () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())

test('nobody is disturbed where nothing waits', async () => {
  await open()
  await waitFor(() => expect(server.askedOf(listApprovals)).toHaveLength(1))
  expect(screen.queryByRole('dialog')).toBeNull()
})

test.each([
  [{ browser: 'Safari', system: 'macOS' }, 'Safari on macOS at 198.51.100.7'],
  [{ browser: null, system: 'Android' }, 'Android at 198.51.100.7'],
  [{ browser: 'curl', system: null }, 'curl at 198.51.100.7'],
  [{ browser: null, system: null }, 'A device that does not say what it is at 198.51.100.7'],
])('who asks is said with where they are: %j', async (about, words) => {
  await open(anApproval(about))
  expect(screen.getByText(`${words} has your password and wants to sign in as you.`)).toBeTruthy()
})

test('only two digits can be typed, and nothing is approved with fewer', async () => {
  await open(anApproval())
  expect([document.activeElement, number().inputMode]).toEqual([number(), 'numeric'])
  type('4x')
  expect([number().value, button('Approve').disabled]).toEqual(['4', true])
  type('4 2')
  expect([number().value, button('Approve').disabled]).toEqual(['42', false])
})

test('what is signed is this request with the number that was typed, by the key of this browser', async () => {
  const about = anApproval()
  let signature: string | undefined
  server.on(respondToApproval, ({ body }) => {
    expect(body).toMatchObject({ session_id: about.id, approved: true, number: '42' })
    expect(body.biometric_verified).toBeUndefined()
    signature = body.signature
    nobodyWaits()
    return { outcome: 'approved' as const }
  })
  await open(about)
  expect(screen.getByText(/The key of this browser signs your approval/)).toBeTruthy()
  approve()
  await isSaid('Approved. The other device is in.')
  await isGone()
  const proof = await readProof(signature ?? '', aPerson.id)
  expect(proof).toMatchObject({
    head: { typ: 'kinfolio-approval+jwt' },
    says: { approves: approvalText(about, { number: '42' }) },
    holds: true,
  })
})

test('a wrong number is said beside its field, which is emptied for the next try', async () => {
  server.on(respondToApproval, () => numberWrong({ tries_left: 1 }))
  await open(anApproval())
  approve('41')
  await waitFor(() => expect(explanationOf(number())).toContain('That is not the number. One try is left.'))
  expect([number().value, number().getAttribute('aria-invalid')]).toEqual(['', 'true'])
})

test('wrong twice denies, and says what that means', async () => {
  server.on(respondToApproval, () => numberWrong({ tries_left: 0 }))
  await open(anApproval())
  approve('41')
  await screen.findByRole('dialog', { name: 'The sign-in was denied' })
})

test.each([
  ['too late', approvalExpired({}), 'This request has run out. Nobody was let in.'],
  ['answered elsewhere', approvalSettled({ outcome: 'approved' }), 'This request was answered on another device.'],
  ['taken back', approvalNotFound({ session_id: uuid(1) }), 'This request was answered on another device.'],
])('%s, an answer changes nothing, and the question goes away', async (_, problem, words) => {
  server.on(respondToApproval, () => {
    nobodyWaits()
    return problem
  })
  await open(anApproval())
  approve()
  await isSaid(words)
  await isGone()
})

test('a proof that the server does not take leaves the question open', async () => {
  server.on(respondToApproval, () => approvalUnproved({}))
  await open(anApproval())
  approve()
  await waitFor(() => expect(explanationOf(number())).toContain('Try again, or deny.'))
})

test('without a key kept here nothing is sent at all', async () => {
  giveKeyStore()
  await open(anApproval())
  approve()
  await waitFor(() => expect(explanationOf(number())).toContain('Try again, or deny.'))
  expect(server.askedOf(respondToApproval)).toEqual([])
})

test('a server that is away is said, and the question still waits', async () => {
  server.isAway(respondToApproval)
  await open(anApproval())
  approve()
  await waitFor(() => expect(explanationOf(number())).not.toContain('Two digits'))
  expect(button('This is not me').disabled).toBe(false)
  expect(saidBelow()).toEqual([])
})

test('a browser that has neither key nor passkey can only deny, and is told why', async () => {
  await open(anApproval({ ways: [] }))
  expect(screen.getByRole('alert').textContent).toMatch(/This browser can only deny/)
  expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull()
  expect(button('This is not me').disabled).toBe(false)
})

test('a request that runs out while it is looked at goes away by itself', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  await open(anApproval({ expires_at: new Date(Date.now() + 3_000).toISOString() }))
  expect(screen.getByText(/3 seconds left/)).toBeTruthy()
  act(() => void vi.advanceTimersByTime(2_000))
  expect(screen.getByText(/1 second left/)).toBeTruthy()
  act(() => void vi.advanceTimersByTime(1_000))
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('put aside, it answers nothing', async () => {
  await open(anApproval())
  fireEvent.click(button('Close'))
  await isGone()
  expect(server.askedOf(respondToApproval)).toEqual([])
})

test('the next request is asked about once the first is answered', async () => {
  const next = anApproval({ id: approvalId.parse(uuid(2)), browser: 'Firefox' })
  server.on(respondToApproval, () => {
    server.on(listApprovals, () => ({ approvals: [next] }))
    return { outcome: 'approved' as const }
  })
  await open(anApproval(), next)
  approve()
  await screen.findByText(/^Firefox on macOS/)
  expect(number().value).toBe('')
})

async function deny(): Promise<void> {
  server.on(respondToApproval, ({ body }) => {
    expect(body).toMatchObject({ approved: false })
    nobodyWaits()
    return { outcome: 'denied' as const }
  })
  await open(anApproval())
  fireEvent.click(button('This is not me'))
  await screen.findByRole('dialog', { name: 'The sign-in was denied' })
}

test('denied, a new password is one step away', async () => {
  await deny()
  const link = screen.getByRole('link', { name: 'Change the password' })
  expect(link.getAttribute('href')).toBe('/dashboard/settings/account')
  fireEvent.click(link)
  await isGone()
})

test('denied, all other devices are signed out after one more question', async () => {
  server.on(endOtherSessions, () => new Response(null, { status: 204 }))
  await deny()
  fireEvent.click(button('Sign out everywhere else'))
  const confirm = await screen.findByRole('dialog', { name: 'Sign out everywhere else?' })
  expect(server.askedOf(endOtherSessions)).toEqual([])
  fireEvent.click(within(confirm).getByRole('button', { name: 'Sign out everywhere else' }))
  await isSaid('Every other device is signed out')
  await screen.findByRole('link', { name: 'Change the password' })
})

test('denied, signing the others out can be thought better of', async () => {
  await deny()
  fireEvent.click(button('Sign out everywhere else'))
  fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }))
  await screen.findByRole('link', { name: 'Change the password' })
  expect(server.askedOf(endOtherSessions)).toEqual([])
})
