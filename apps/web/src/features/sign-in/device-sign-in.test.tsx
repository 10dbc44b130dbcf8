// @vitest-environment happy-dom
import {
  authorizationPending,
  deviceCodeExpired,
  deviceDenied,
  requestDeviceCode,
  requestDeviceTokens,
  slowDown,
} from '@kinfolio/contracts'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { encode } from 'uqr'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { session } from '../../shared/api/client.ts'
import { button, closeTab, freshTab, show } from '../../shared/screen.testing.tsx'
import { aPerson, aServer, someTokens } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { SignInScreen } from './sign-in-screen.tsx'

const LINK = 'https://home.example.org/dashboard/connect?code=BCDFGHJK'
let server: FakeServer
let went: string[]
let made: number

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
    shouldAdvanceTime: true,
  })
  server = aServer()
  freshTab()
  session.signedOut()
  went = []
  made = 0
  server.on(requestDeviceCode, ({ body }) => {
    expect(body).toEqual({ client_name: '' })
    made++
    return {
      device_code: `secret ${made}`,
      user_code: made === 1 ? 'BCDF-GHJK' : 'LMNP-QRST',
      verification_uri: 'https://home.example.org/dashboard/connect',
      verification_uri_complete: LINK,
      expires_in: 600,
      interval: 5,
    }
  })
  server.on(requestDeviceTokens, () => authorizationPending({ interval: 5 }))
})
afterEach(() => {
  vi.useRealTimers()
  closeTab()
})

async function open(): Promise<void> {
  await show(() => <SignInScreen hasEnded={false} onSignedIn={() => went.push('in')} />)
  fireEvent.click(button('Use another device'))
  await screen.findByText('BCDF-GHJK')
}
const pass = async (seconds: number) => act(async () => vi.advanceTimersByTimeAsync(seconds * 1_000))
const asked = () => server.askedOf(requestDeviceTokens).length

/** The dark squares of a picture, row by row, as a camera finds them. */
function squaresOf(picture: HTMLElement): boolean[][] {
  const size = Number(picture.getAttribute('viewBox')?.split(' ')[2])
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false))
  for (const [, x, y] of (picture.querySelector('path')?.getAttribute('d') ?? '').matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    const row = rows[Number(y)]
    if (row !== undefined) row[Number(x)] = true
  }
  return rows
}

test('the code is shown in letters, with where to type it', async () => {
  await open()
  expect(screen.getByText('BCDF-GHJK').closest('p')?.textContent).toBe('Code: BCDF-GHJK')
  expect(screen.getByText(/Or open https:\/\/home\.example\.org\/dashboard\/connect there/)).toBeTruthy()
  expect(screen.getByText('It holds for 10 minutes.')).toBeTruthy()
})

test('the picture holds the address with the code in it, dark on light', async () => {
  await open()
  const picture = screen.getByRole('img', { name: /QR code/ })
  expect(squaresOf(picture)).toEqual(encode(LINK, { border: 4 }).data)
  expect(picture.querySelector('rect')?.getAttribute('fill')).toBe('white')
})

test('let in, this browser is signed in as whoever did it', async () => {
  await open()
  server.on(requestDeviceTokens, ({ body }) => {
    expect(body).toEqual({ device_code: 'secret 1' })
    return someTokens()
  })
  await pass(5)
  await waitFor(() => expect(went).toEqual(['in']))
  expect(session.state()?.user).toEqual(aPerson)
})

test('the server is asked as often as it said, and less often where it asks for that', async () => {
  await open()
  await pass(4)
  expect(asked()).toBe(0)
  await pass(1)
  expect(asked()).toBe(1)
  server.on(requestDeviceTokens, () => slowDown({ interval: 10 }))
  await pass(5)
  expect(asked()).toBe(2)
  await pass(9)
  expect(asked()).toBe(2)
  await pass(1)
  expect(asked()).toBe(3)
})

test('a line that is gone for a moment ends nothing', async () => {
  await open()
  server.isAway(requestDeviceTokens)
  await pass(5)
  expect([asked(), screen.getByText('BCDF-GHJK').textContent]).toEqual([1, 'BCDF-GHJK'])
  server.on(requestDeviceTokens, () => someTokens())
  await pass(5)
  await waitFor(() => expect(went).toEqual(['in']))
})

test.each([
  ['turned away', deviceDenied({}), 'This device was turned away.'],
  ['out of time', deviceCodeExpired({}), 'The code has run out. Nobody was let in.'],
])('%s, it says so, and a new code can be shown', async (_, problem, words) => {
  await open()
  server.on(requestDeviceTokens, () => problem)
  await pass(5)
  expect((await screen.findByRole('alert')).textContent).toBe(words)
  expect([screen.queryByRole('img', { name: /QR code/ }), asked()]).toEqual([null, 1])
  fireEvent.click(button('Show a new code'))
  await screen.findByText('LMNP-QRST')
  expect([made, screen.queryByRole('alert')]).toEqual([2, null])
})

test('a code ends by the clock of this screen too, and the server is asked no more', async () => {
  await open()
  await pass(540)
  expect(screen.getByText('It holds for a minute at most.')).toBeTruthy()
  await pass(60)
  expect((await screen.findByRole('alert')).textContent).toBe('The code has run out. Nobody was let in.')
  const before = asked()
  await pass(30)
  expect(asked()).toBe(before)
})

test('a server that makes no code says why, and can be asked again', async () => {
  server.fails(requestDeviceCode)
  await show(() => <SignInScreen hasEnded={false} onSignedIn={() => went.push('in')} />)
  fireEvent.click(button('Use another device'))
  await screen.findByRole('alert')
  expect(button('Show a new code').disabled).toBe(false)
})

test('back at the password the code is forgotten, and nobody is signed in by it', async () => {
  await open()
  fireEvent.click(button('Back to the password'))
  expect(screen.getByLabelText('Password')).toBeTruthy()
  server.on(requestDeviceTokens, () => someTokens())
  await pass(30)
  expect([asked(), went, session.state()]).toEqual([0, [], null])
})
