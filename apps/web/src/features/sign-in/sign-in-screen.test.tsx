// @vitest-environment happy-dom
import {
  alreadySetUp,
  invalidRequest,
  login,
  PASSWORD_MIN_LENGTH,
  passwordTooWeak,
  setUp,
  setupCodeWrong,
  tooManyAttempts,
  wrongCredentials,
} from '@kinfolio/contracts'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { session } from '../../shared/api/client.ts'
import { button, closeTab, explanationOf, freshTab, show } from '../../shared/screen.testing.tsx'
import { aPerson, aServer, someTokens } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { SignInScreen } from './sign-in-screen.tsx'
import { WelcomeScreen } from './welcome-screen.tsx'

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
const alerts = () => screen.queryAllByRole('alert').map((alert) => alert.textContent)
const submit = (name: string) => fireEvent.click(button(name))

const openDoor = (hasEnded = false) =>
  show(() => <SignInScreen hasEnded={hasEnded} onSignedIn={() => went.push('in')} />)
async function signIn(): Promise<void> {
  await openDoor()
  fill('E-mail', 'mara@example.org')
  fill('Password', 'river lamp cat')
  submit('Sign in')
}

test('the door asks for no more than it needs, in fields a password manager knows', async () => {
  await openDoor()
  expect(screen.getByRole('heading', { name: 'Sign in', level: 1 })).toBeTruthy()
  const asked = (['E-mail', 'Password'] as const).map((name) => {
    const { type, autocomplete, required } = field(name)
    return [type, autocomplete, required]
  })
  expect(asked).toEqual([
    ['email', 'username webauthn', true],
    ['password', 'current-password', true],
  ])
  expect(alerts()).toEqual([])
})

test('a session that ended by itself is said so, one that never was is not', async () => {
  await openDoor()
  expect(screen.queryByText(/Your session has ended/)).toBeNull()
  closeTab()
  await openDoor(true)
  expect(screen.getByText('Your session has ended. Sign in to go on where you were.')).toBeTruthy()
})

test('the right words open the door', async () => {
  server.on(login, ({ body }) => {
    expect(body).toEqual({ email: 'mara@example.org', password: 'river lamp cat' })
    return someTokens()
  })
  await signIn()
  await waitFor(() => expect(went).toEqual(['in']))
  expect(session.state()?.user).toEqual(aPerson)
})

test('wrong words do not say which of the two was wrong, and keep what was typed', async () => {
  server.on(login, () => wrongCredentials({}))
  await signIn()
  await screen.findByRole('alert')
  expect(alerts()).toEqual(['E-mail or password is wrong. Check both and try again.'])
  expect([field('E-mail').value, field('Password').value]).toEqual(['mara@example.org', 'river lamp cat'])
  expect([went, session.state()]).toEqual([[], null])
})

test('too many attempts say how long to wait', async () => {
  server.on(login, () => tooManyAttempts({ retry_after_s: 90 }))
  await signIn()
  await screen.findByRole('alert')
  expect(alerts()).toEqual(['Too many attempts. Try again in 90 seconds.'])
})

test.each([
  ['cannot be reached', (): void => server.isAway(login), /Kinfolio cannot be reached/],
  ['has a fault', (): void => server.fails(login), /fault of its own/],
])('a server that %s is not mistaken for a wrong password', async (_, act, words) => {
  act()
  await signIn()
  await screen.findByRole('alert')
  expect(alerts()[0]).toMatch(words)
})

test('while it is being checked the button says so and cannot be pressed again', async () => {
  let finish: () => void = () => undefined
  server.on(login, async () => {
    await new Promise<void>((resolve) => (finish = resolve))
    return wrongCredentials({})
  })
  await signIn()
  await waitFor(() => expect(button('Signing in…').disabled).toBe(true))
  await act(async () => finish())
  await waitFor(() => expect(button('Sign in').disabled).toBe(false))
})

test('an earlier alarm is gone after the right words', async () => {
  server.on(login, () => wrongCredentials({}))
  await signIn()
  await screen.findByRole('alert')
  server.on(login, () => someTokens())
  submit('Sign in')
  await waitFor(() => expect(went).toEqual(['in']))
  expect(alerts()).toEqual([])
})

const welcome = () =>
  show(() => <WelcomeScreen onSignedIn={() => went.push('in')} onSignIn={() => went.push('sign-in')} />)
async function create(password = 'river lamp cat'): Promise<void> {
  await welcome()
  fill('Set-up code', 'ABCD-EFGH')
  fill('Your name', 'Mara')
  fill('E-mail', 'mara@example.org')
  fill('Password', password)
  submit('Create the owner')
}

test('the first run explains each thing it asks for', async () => {
  await welcome()
  expect(screen.getByRole('heading', { name: 'Welcome to Kinfolio', level: 1 })).toBeTruthy()
  expect(explanationOf(field('Set-up code'))).toBe('The server printed it when it started.')
  expect(explanationOf(field('E-mail'))).toBe('You sign in with it. Nothing is sent to it.')
  expect(explanationOf(field('Password'))).toContain(`At least ${PASSWORD_MIN_LENGTH} characters`)
  expect(field('Password').autocomplete).toBe('new-password')
})

test('a password says while it is typed what it still lacks, and the button waits for it', async () => {
  await welcome()
  const said = (password: string) => {
    fill('Password', password)
    return [screen.queryByRole('status')?.textContent ?? '', button('Create the owner').disabled]
  }
  expect(said('')).toEqual(['', true])
  expect(said('river')).toEqual([`${PASSWORD_MIN_LENGTH - 5} more characters needed`, true])
  expect(said('a'.repeat(PASSWORD_MIN_LENGTH - 1))).toEqual(['1 more character needed', true])
  expect(said('a'.repeat(40))).toEqual(['Long enough, but it repeats itself. Vary it more', true])
  expect(said('river lamp cat')).toEqual(['Long enough', false])
  expect(said('river lamp cat under snow')).toEqual(['Long and varied: a strong password', false])
})

test('a password can be looked at while it is typed, and hidden again', async () => {
  await welcome()
  fireEvent.click(button('Show'))
  expect([field('Password').type, button('Hide').getAttribute('aria-pressed')]).toEqual(['text', 'true'])
  fireEvent.click(button('Hide'))
  expect([field('Password').type, button('Show').getAttribute('aria-pressed')]).toEqual(['password', 'false'])
})

test('the owner is created and is inside at once', async () => {
  server.on(setUp, ({ body }) => {
    expect(body).toEqual({ code: 'ABCD-EFGH', name: 'Mara', email: 'mara@example.org', password: 'river lamp cat' })
    return someTokens()
  })
  await create()
  await waitFor(() => expect(went).toEqual(['in']))
  expect(session.state()?.user).toEqual(aPerson)
})

test.each([
  ['a wrong code', setupCodeWrong({}), 'Set-up code', 'This is not the code the server printed.'],
  ['a weak password', passwordTooWeak({ min_length: 14, why: 'short' }), 'Password', 'Use at least 14 characters'],
  ['an e-mail that is none', invalidRequest({ issues: [] }), 'E-mail', 'Check the e-mail address.'],
])('%s is said beside its field', async (...row) => {
  const [, problem, name, words] = row
  server.on(setUp, () => problem)
  await create()
  await waitFor(() => expect(explanationOf(field(name))).toContain(words))
  expect(field(name).getAttribute('aria-invalid')).toBe('true')
  expect([alerts(), went]).toEqual([[], []])
})

test.each([
  ['an owner who is there already', alreadySetUp({}), 'This server already has an owner. Sign in instead.'],
  ['too many attempts', tooManyAttempts({ retry_after_s: 1 }), 'Too many attempts. Try again in 1 second.'],
])('%s concerns the whole form', async (_, problem, words) => {
  server.on(setUp, () => problem)
  await create()
  await screen.findByRole('alert')
  expect(alerts()).toEqual([words])
})

test('a server that went away keeps everything that was typed', async () => {
  server.isAway(setUp)
  await create()
  await screen.findByRole('alert')
  expect(['Set-up code', 'Your name', 'E-mail', 'Password'].map((name) => field(name).value)).toEqual([
    'ABCD-EFGH',
    'Mara',
    'mara@example.org',
    'river lamp cat',
  ])
})

test('whoever has an owner already goes to the sign-in instead', async () => {
  await welcome()
  fireEvent.click(within(document.body).getByRole('button', { name: 'Sign in instead' }))
  expect(went).toEqual(['sign-in'])
})
