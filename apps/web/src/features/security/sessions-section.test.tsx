// @vitest-environment happy-dom
import { endOtherSessions, endSession, listSessions, sessionId, sessionNotFound } from '@kinfolio/contracts'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { uuid } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { SessionsSection } from './sessions-section.tsx'

const at = new Date().toISOString()
const aSession = (n: number, more: object = {}) => ({
  id: sessionId.parse(uuid(n)),
  browser: 'Firefox',
  system: 'Linux',
  address: '192.0.2.1',
  created_at: at,
  last_used_at: at,
  is_current: false,
  ...more,
})
const here = aSession(1, { is_current: true })
const phone = aSession(2, { browser: 'Chrome', system: 'Android' })

let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
})
afterEach(closeTab)

async function open(sessions: object[]): Promise<void> {
  // The list is checked by the route's own schema on its way in.
  server.on(listSessions, () => ({ sessions: sessions as (typeof here)[] }))
  await show(() => <SessionsSection />)
  await screen.findByText('This device')
}

test('each place is named, and this one cannot be signed out from under oneself', async () => {
  await open([
    here,
    phone,
    aSession(3, { browser: 'curl', system: null }),
    aSession(4, { browser: null, system: null }),
  ])
  const rows = screen.getAllByRole('listitem').map((row) => row.querySelector('p')?.textContent)
  expect(rows).toEqual(['Firefox on Linux', 'Chrome on Android', 'curl', 'Something that does not say what it is'])
  expect(screen.queryByRole('button', { name: 'Sign out Firefox on Linux' })).toBeNull()
})

test('one place is signed out by its button', async () => {
  server.on(endSession, ({ params }) => {
    expect(params.session_id).toBe(phone.id)
    server.on(listSessions, () => ({ sessions: [here] }))
    return new Response(null, { status: 204 })
  })
  await open([here, phone])
  fireEvent.click(button('Sign out Chrome on Android'))
  await isSaid('Chrome on Android is signed out')
  await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(1))
})

test('a place that was signed out meanwhile is said so', async () => {
  server.on(endSession, () => sessionNotFound({ session_id: phone.id }))
  await open([here, phone])
  fireEvent.click(button('Sign out Chrome on Android'))
  await isSaid('It was signed out already.')
})

test('all others are signed out after a question, and with nobody else there is none', async () => {
  server.on(endOtherSessions, () => {
    server.on(listSessions, () => ({ sessions: [here] }))
    return new Response(null, { status: 204 })
  })
  await open([here, phone])
  fireEvent.click(button('Sign out everywhere else'))
  const dialog = await screen.findByRole('dialog')
  expect(server.askedOf(endOtherSessions)).toEqual([])
  fireEvent.click(within(dialog).getByRole('button', { name: 'Sign out everywhere else' }))
  await isSaid('Every other device is signed out')
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Sign out everywhere else' })).toBeNull())
})
