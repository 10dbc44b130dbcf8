// @vitest-environment happy-dom
import { exportSpace, getMe, logout, notAllowed, refreshTokens, sessionEnded } from '@kinfolio/contracts'
import { act, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { session } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aPersonalSpace, aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { storedTheme } from '../../shared/theme.ts'
import { SettingsScreen } from './settings-screen.tsx'

let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
})
afterEach(() => {
  closeTab()
  vi.restoreAllMocks()
  localStorage.clear()
  delete document.documentElement.dataset['theme']
})
const open = () => show(SettingsScreen, { path: '/dashboard/settings' })

test('the screen says who is signed in and leads to the reader', async () => {
  await open()
  expect(await screen.findByText(/Mara · mara@example\.org/)).toBeTruthy()
  expect(screen.getByRole('link', { name: /Reader/ }).getAttribute('href')).toBe('/dashboard/settings/reader')
})

test('an appearance is put on at once, kept in this browser, and shown as chosen', async () => {
  await open()
  const radio = (name: string) => screen.getByRole<HTMLInputElement>('radio', { name })
  expect(radio('Like the system').checked).toBe(true)
  fireEvent.click(radio('Dark'))
  expect([storedTheme(), document.documentElement.dataset['theme'], radio('Dark').checked]).toEqual([
    'dark',
    'dark',
    true,
  ])
  fireEvent.click(radio('Like the system'))
  expect([storedTheme(), document.documentElement.dataset['theme']]).toEqual(['system', undefined])
})

test('everything can be taken away, under the name the server gives, once at a time', async () => {
  const saved: string[] = []
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:saved')
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download)
  })
  server.onFile(exportSpace, ({ params }) => {
    expect(params.space_id).toBe(aPersonalSpace.id)
    return new Response('PK')
  })
  await open()
  fireEvent.click(await screen.findByRole('button', { name: 'Export' }))
  expect(button('Preparing…').disabled).toBe(true)
  await isSaid('Saved as Mara’s pages.zip')
  expect(saved).toEqual(['Mara’s pages.zip'])
  await vi.waitFor(() => expect(button('Export').disabled).toBe(false))
})

test('an export that is refused says so and can be tried again', async () => {
  server.onFile(exportSpace, () => notAllowed({ action: 'export' }))
  await open()
  fireEvent.click(await screen.findByRole('button', { name: 'Export' }))
  await isSaid('You may not do this here.')
  await vi.waitFor(() => expect(button('Export').disabled).toBe(false))
})

test('until the space is known nothing can be exported', async () => {
  server.isAway(getMe)
  await open()
  await screen.findByRole('heading', { name: 'Settings' })
  expect(screen.queryByRole('button', { name: 'Export' })).toBeNull()
})

test('signing out ends the session and forgets what was shown', async () => {
  server.on(logout, () => {
    // The cookie is worth nothing any more, so nothing that is asked afterwards brings the session back.
    server.on(refreshTokens, () => sessionEnded({ reason: 'revoked' }))
    return new Response(null, { status: 204 })
  })
  await open()
  queryClient.setQueryData(keys.collections, [])
  fireEvent.click(button('Sign out'))
  await vi.waitFor(() => expect(session.state()).toBeNull())
  expect(queryClient.getQueryData(keys.collections)).toBeUndefined()
  expect(session.wasSignedIn()).toBe(false)
})

test('signing out that does not reach the server keeps the session, and says so', async () => {
  server.isAway(logout)
  await open()
  fireEvent.click(button('Sign out'))
  await isSaid('Kinfolio cannot be reached. Nothing is lost; check that the server runs and that you are connected.')
  expect(session.state()).not.toBeNull()
  await act(async () => undefined)
})
