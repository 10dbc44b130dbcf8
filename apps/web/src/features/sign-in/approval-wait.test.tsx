// @vitest-environment happy-dom
import {
  approvalDenied,
  approvalExpired,
  approvalId,
  approvalUnavailable,
  awaitApproval,
  cancelApproval,
  pendingSignInOver,
  requestApproval,
  tooManyAttempts,
  tooManyPrompts,
} from '@kinfolio/contracts'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { uuid } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, show } from '../../shared/screen.testing.tsx'
import { aServer, someTokens } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { ApprovalWait } from './approval-wait.tsx'

let server: FakeServer
let went: unknown[]
let answer: (response: Response) => void

beforeEach(() => {
  server = aServer()
  freshTab()
  went = []
  server.on(requestApproval, () => ({ session_id: approvalId.parse(uuid(1)), number: '42', expires_in: 90 }))
  server.on(cancelApproval, () => new Response(null, { status: 204 }))
  hold()
})
afterEach(() => {
  vi.useRealTimers()
  closeTab()
})

/** The server waits with its answer, as it does while nobody has approved. */
function hold(): void {
  server.on(awaitApproval, () => new Promise<Response>((resolve) => (answer = resolve)))
}
const stillWaiting = () => Response.json({ number: '42', expires_in: 60 }, { status: 202 })

const open = (hasOtherWay = false) =>
  show(() => (
    <ApprovalWait
      pendingId="secret"
      onSignedIn={(tokens) => went.push(tokens.user.name)}
      onCancel={() => went.push('back')}
      onOtherWay={hasOtherWay ? () => went.push('other way') : undefined}
    />
  ))
const number = async () => screen.findByText('42')

test('the number is shown large, and named for those who hear it', async () => {
  await open()
  expect((await number()).tagName).toBe('OUTPUT')
  expect((await number()).closest('p')?.textContent).toBe('Number: 42')
  expect(server.askedOf(requestApproval).map(({ body }) => body)).toEqual([{ pending_id: 'secret' }])
})

test('approved, the person is in', async () => {
  await open()
  await number()
  answer(Response.json(someTokens()))
  await waitFor(() => expect(went).toEqual(['Mara']))
})

test('as long as nobody answers it is asked on, with the same number', async () => {
  await open()
  await number()
  for (const asked of [1, 2]) {
    await waitFor(() => expect(server.askedOf(awaitApproval)).toHaveLength(asked))
    answer(stillWaiting())
  }
  await waitFor(() => expect(server.askedOf(awaitApproval)).toHaveLength(3))
  expect([(await number()).textContent, server.askedOf(requestApproval).length, went]).toEqual(['42', 1, []])
})

test('the seconds left are counted down, and never below none', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  await open()
  await screen.findByText('90 seconds left')
  act(() => void vi.advanceTimersByTime(89_000))
  expect(screen.getByText('1 second left')).toBeTruthy()
  act(() => void vi.advanceTimersByTime(5_000))
  expect(screen.getByText('0 seconds left')).toBeTruthy()
})

test.each([
  ['no device could answer', approvalUnavailable({}), /No other device of yours can approve now/],
  ['too many were asked', tooManyPrompts({ retry_after_s: 601 }), /try again in 11 minutes/],
  ['it was denied before', approvalDenied({}), 'The sign-in was denied on another device.'],
  ['it was too late before', approvalExpired({}), /Nobody answered in time/],
  ['the sign-in is over', pendingSignInOver({}), 'This sign-in has run out. Begin again.'],
])('where %s, no number is shown and the reason is', async (_, problem, words) => {
  server.on(requestApproval, () => problem)
  await open()
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toMatch(words)
  expect([screen.queryByText('42'), server.askedOf(awaitApproval)]).toEqual([null, []])
  fireEvent.click(button('Back to the sign-in'))
  expect(went).toEqual(['back'])
})

test.each([
  ['denied', approvalDenied({}), 'The sign-in was denied on another device.'],
  ['too late', approvalExpired({}), /Nobody answered in time/],
  ['over', pendingSignInOver({}), 'This sign-in has run out. Begin again.'],
  ['asked about too often', tooManyAttempts({ retry_after_s: 30 }), /try again in 1 minutes?/],
])('%s while it waits, it says so and asks no more', async (_, problem, words) => {
  server.on(awaitApproval, () => problem)
  await open()
  expect((await screen.findByRole('alert')).textContent).toMatch(words)
  expect([screen.queryByText('42'), server.askedOf(awaitApproval).length, went]).toEqual([null, 1, []])
})

test('a server that went away is said in place of the number', async () => {
  server.isAway(awaitApproval)
  await open()
  await screen.findByRole('alert')
  expect(screen.queryByText('42')).toBeNull()
})

test('cancelled, the other devices are told, and the sign-in begins anew', async () => {
  await open()
  await number()
  fireEvent.click(button('Cancel'))
  expect(went).toEqual(['back'])
  await waitFor(() =>
    expect(server.askedOf(cancelApproval).map(({ body }) => body)).toEqual([{ pending_id: 'secret' }]),
  )
})

test('another way can be taken instead, where there is one', async () => {
  await open(true)
  await number()
  fireEvent.click(button('Use another way'))
  expect(went).toEqual(['other way'])
  await waitFor(() => expect(server.askedOf(cancelApproval)).toHaveLength(1))
})

test('without another way none is offered', async () => {
  await open()
  await number()
  expect(screen.queryByRole('button', { name: 'Use another way' })).toBeNull()
})

test('who left the screen is not signed in by an answer that comes later', async () => {
  const { unmount } = await open()
  await number()
  unmount()
  answer(stillWaiting())
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect([went, server.askedOf(awaitApproval).length]).toEqual([[], 1])
})
