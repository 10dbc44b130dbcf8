// @vitest-environment happy-dom
import {
  acceptInvitation,
  emailTaken,
  getMe,
  getSignUp,
  invitationUnusable,
  passwordTooWeak,
  previewInvitation,
  refreshTokens,
  register,
  sessionEnded,
  signUpClosed,
  spaceId,
  tooManyAttempts,
} from '@kinfolio/contracts'
import type { Space } from '@kinfolio/contracts'
import { fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { chooseSpace, session, spaceInUse } from '../../shared/api/client.ts'
import { uuid } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aPerson, aPersonalSpace, aServer, someTokens } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { JoinScreen } from './join-screen.tsx'

const SECRET = 'a-secret-of-the-link-that-nobody-guesses-00'
const PASSWORD = 'ink on paper since 1843'
const marks: Space = { id: spaceId.parse(uuid(80)), kind: 'family', name: 'The Marks', role: 'member' }

const onJoined = vi.fn<() => void>()
const onSignIn = vi.fn<() => void>()
let server: FakeServer
beforeEach(() => {
  onJoined.mockReset()
  onSignIn.mockReset()
  sessionStorage.clear()
  server = aServer()
  freshTab()
  server.on(previewInvitation, () => ({ space_name: 'The Marks', invited_by: 'Ben', role: 'member' as const }))
  server.on(acceptInvitation, () => {
    server.on(getMe, () => ({ user: aPerson, spaces: [aPersonalSpace, marks] }))
    return marks
  })
})
afterEach(() => {
  window.location.hash = ''
  chooseSpace(null)
  localStorage.clear()
  closeTab()
})

const open = () => show(() => <JoinScreen onJoined={onJoined} onSignIn={onSignIn} />, { path: '/dashboard/join' })
async function openLink(): Promise<void> {
  window.location.hash = SECRET
  await open()
  await screen.findByRole('heading', { name: 'You are invited to The Marks' })
}
async function nobody(): Promise<void> {
  session.signedOut()
  server.on(refreshTokens, () => sessionEnded({ reason: 'expired' }))
}
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const typeCode = (code: string) => type('Invitation code', code)
const refusal = async () => (await screen.findByRole('alert')).textContent

describe('somebody who is signed in', () => {
  test('is told by whom, into what and as what they are invited, and joins as themselves', async () => {
    await openLink()
    expect(screen.getByText('Ben invites you. Your role there: Member.')).toBeTruthy()
    expect(await screen.findByText('You are signed in as Mara.')).toBeTruthy()
    fireEvent.click(button('Join The Marks'))
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalledOnce())
    expect(server.askedOf(acceptInvitation).map(({ body }) => body)).toEqual([{ code: SECRET }])
    expect(spaceInUse()).toBe(marks.id)
    await isSaid('Welcome to The Marks')
  })

  test('joins nothing by looking', async () => {
    await openLink()
    await screen.findByText('You are signed in as Mara.')
    expect(server.askedOf(acceptInvitation)).toEqual([])
    expect(spaceInUse()).toBeNull()
  })

  test('has the secret taken out of the address, and kept for a reload until it is used', async () => {
    await openLink()
    expect(window.location.hash).toBe('')
    expect(Object.values(sessionStorage)).toEqual([SECRET])
    fireEvent.click(await screen.findByRole('button', { name: 'Join The Marks' }))
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalledOnce())
    expect(sessionStorage).toHaveLength(0)
  })

  test('and in the space already is in it, as before', async () => {
    server.on(getMe, () => ({ user: aPerson, spaces: [aPersonalSpace, marks] }))
    await openLink()
    fireEvent.click(await screen.findByRole('button', { name: 'Join The Marks' }))
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalledOnce())
    expect(spaceInUse()).toBe(marks.id)
  })

  test.each([
    [() => invitationUnusable({}), 'This invitation works no more, or never did. Ask for a new one.'],
    [() => tooManyAttempts({ retry_after_s: 30 }), /30/],
  ])('is told why it did not work, and is where they were (%#)', async (problem, says) => {
    server.on(acceptInvitation, problem)
    await openLink()
    fireEvent.click(await screen.findByRole('button', { name: 'Join The Marks' }))
    expect(await refusal()).toMatch(says)
    expect(onJoined).not.toHaveBeenCalled()
    expect(spaceInUse()).toBeNull()
    expect(button('Join The Marks').disabled).toBe(false)
  })

  test('is invited by nobody in particular when who did is gone', async () => {
    server.on(previewInvitation, () => ({ space_name: 'The Marks', invited_by: null, role: 'view_only' as const }))
    await openLink()
    expect(screen.getByText('Somebody in the space invited you. Your role there: View only.')).toBeTruthy()
  })

  test('can use another invitation instead', async () => {
    await openLink()
    fireEvent.click(button('Use another invitation'))
    expect(await screen.findByLabelText('Invitation code')).toBeTruthy()
    expect(sessionStorage).toHaveLength(0)
  })
})

describe('a code', () => {
  test.each([
    ['12345', true],
    ['123456', false],
    ['123 456', false],
    ['1234567', true],
    ['abc', true],
  ])('typed as %s is not complete: %s', async (typed, isDisabled) => {
    await open()
    typeCode(typed)
    expect(button('Go on').disabled).toBe(isDisabled)
  })

  test('is sent as its digits, however it was typed', async () => {
    await open()
    typeCode('123 456')
    fireEvent.click(button('Go on'))
    await screen.findByRole('heading', { name: 'You are invited to The Marks' })
    expect(server.askedOf(previewInvitation).map(({ body }) => body)).toEqual([{ code: '123456' }])
  })

  test('that is used up says so, is forgotten, and another one can be typed', async () => {
    server.on(previewInvitation, () => invitationUnusable({}))
    await open()
    typeCode('123456')
    fireEvent.click(button('Go on'))
    expect(await refusal()).toBe('This invitation works no more, or never did. Ask for a new one.')
    expect(screen.getByLabelText<HTMLInputElement>('Invitation code').value).toBe('')
    expect(sessionStorage).toHaveLength(0)
  })

  test('that cannot be looked at for want of a server is no refused one', async () => {
    server.isAway(previewInvitation)
    await open()
    typeCode('123456')
    fireEvent.click(button('Go on'))
    expect(await refusal()).toContain('Kinfolio cannot be reached')
  })
})

test('a link that is used up leads to the field for a code, with the reason', async () => {
  server.on(previewInvitation, () => invitationUnusable({}))
  window.location.hash = SECRET
  await open()
  expect(await refusal()).toBe('This invitation works no more, or never did. Ask for a new one.')
  expect(screen.getByLabelText('Invitation code')).toBeTruthy()
  expect(sessionStorage).toHaveLength(0)
})

describe('a newcomer', () => {
  beforeEach(nobody)

  async function fill(): Promise<void> {
    await screen.findByLabelText('Your name')
    type('Your name', 'May')
    type('E-mail', 'may@example.org')
    type('Password', PASSWORD)
  }
  const send = () => fireEvent.click(button('Create an account and join'))

  test('where accounts are made by the owner alone is told, and offered to sign in', async () => {
    await openLink()
    expect(await screen.findByText(/Accounts on this server are made by its owner/)).toBeTruthy()
    expect(screen.queryByLabelText('Your name')).toBeNull()
    fireEvent.click(button('I have an account: sign in'))
    expect(onSignIn).toHaveBeenCalledOnce()
    // Who comes back from the sign-in finds the invitation still there.
    expect(Object.values(sessionStorage)).toEqual([SECRET])
  })

  test('creates an account with the invitation, and is in the space', async () => {
    server.on(getSignUp, () => ({ mode: 'invite' as const, sends_mail: false }))
    server.on(register, () => ({ tokens: someTokens() }))
    await openLink()
    await fill()
    send()
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalledOnce())
    expect(server.askedOf(register).map(({ body }) => body)).toEqual([
      { name: 'May', email: 'may@example.org', password: PASSWORD, invitation: SECRET },
    ])
    expect(spaceInUse()).toBe(marks.id)
  })

  test('whose account opens by mail is told so, and is not in yet', async () => {
    server.on(getSignUp, () => ({ mode: 'open' as const, sends_mail: true }))
    server.on(register, () => ({ tokens: null }))
    await openLink()
    await fill()
    send()
    expect((await screen.findByText(/^We sent you a mail/)).tagName).toBe('OUTPUT')
    expect(onJoined).not.toHaveBeenCalled()
    expect(server.askedOf(acceptInvitation)).toEqual([])
  })

  test('cannot send a password that is too easy to guess', async () => {
    server.on(getSignUp, () => ({ mode: 'invite' as const, sends_mail: false }))
    await openLink()
    await fill()
    type('Password', 'password')
    expect(button('Create an account and join').disabled).toBe(true)
  })

  test.each([
    [() => emailTaken({}), 'There is an account with this address already. Sign in instead.'],
    [() => signUpClosed({}), /Accounts on this server are made by its owner/],
    [() => passwordTooWeak({ min_length: 12, why: 'common' }), /among those that are tried first/],
  ])('is told why there is no account, and keeps what was typed (%#)', async (problem, says) => {
    server.on(getSignUp, () => ({ mode: 'invite' as const, sends_mail: false }))
    server.on(register, problem)
    await openLink()
    await fill()
    send()
    expect(await refusal()).toMatch(says)
    expect(screen.getByLabelText<HTMLInputElement>('E-mail').value).toBe('may@example.org')
    expect(onJoined).not.toHaveBeenCalled()
  })
})
