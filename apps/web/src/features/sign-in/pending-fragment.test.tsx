// @vitest-environment happy-dom
import { loginWithTotp } from '@kinfolio/contracts'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { session } from '../../shared/api/client.ts'
import { button, closeTab, freshTab, show } from '../../shared/screen.testing.tsx'
import { aServer, someTokens } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { SignInScreen } from './sign-in-screen.tsx'

const pending = { pending_id: 'secret+of/this', methods: ['totp', 'recovery_code'], expires_in: 120 }
let server: FakeServer
let went: string[]
beforeEach(() => {
  server = aServer()
  freshTab()
  session.signedOut()
  went = []
})
afterEach(() => {
  window.history.replaceState(null, '', '/')
  closeTab()
})

async function arrive(fragment: string): Promise<void> {
  window.history.replaceState(null, '', `/dashboard/sign-in?next=%2Fdashboard%2Fsearch${fragment}`)
  await show(() => <SignInScreen hasEnded={false} onSignedIn={() => went.push('in')} />)
}
const fragmentOf = (value: unknown) => `#pending=${encodeURIComponent(JSON.stringify(value))}`

test('who comes back from another service goes on at the second step, with the secret of that sign-in', async () => {
  server.on(loginWithTotp, ({ body }) => {
    expect(body).toEqual({ pending_id: 'secret+of/this', code: '123456' })
    return someTokens()
  })
  await arrive(fragmentOf(pending))
  await screen.findByRole('heading', { name: 'One step more' })
  fireEvent.change(screen.getByLabelText('Code from the app'), { target: { value: '123456' } })
  fireEvent.click(button('Sign in'))
  await waitFor(() => expect(went).toEqual(['in']))
})

test('the secret leaves the address at once, and where the person wanted to go stays', async () => {
  await arrive(fragmentOf(pending))
  await screen.findByRole('heading', { name: 'One step more' })
  expect(window.location.hash).toBe('')
  expect(window.location.search).toBe('?next=%2Fdashboard%2Fsearch')
})

test('going back leads to the doors, and not to the second step again', async () => {
  await arrive(fragmentOf(pending))
  fireEvent.click(await screen.findByRole('button', { name: 'Back to the password' }))
  await screen.findByLabelText('Password')
})

test.each([
  ['cut off', fragmentOf(pending).slice(0, -10)],
  ['of another form', fragmentOf({ pending_id: 'x' })],
  ['with no method', fragmentOf({ ...pending, methods: [] })],
  ['with a method that nobody has', fragmentOf({ ...pending, methods: ['tea leaves'] })],
  ['empty', '#pending='],
  ['about something else', '#token=abc'],
])('a fragment that is %s is no sign-in: the doors stand there', async (_, fragment) => {
  await arrive(fragment)
  expect(screen.queryByRole('heading', { name: 'One step more' })).toBeNull()
  expect(screen.getByLabelText('E-mail')).toBeDefined()
})
