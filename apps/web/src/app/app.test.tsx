// @vitest-environment happy-dom
import {
  getDocument,
  getPage,
  getReaderSettings,
  getSetup,
  listCollections,
  listDocuments,
  listJobs,
  listPages,
  logout,
  refreshTokens,
  search,
  sessionEnded,
  UNKNOWN_PRICES,
} from '@kinfolio/contracts'
import { act, createEvent, fireEvent, render, screen, within } from '@testing-library/react'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { session } from '../shared/api/client.ts'
import { aCollectionId, aDocument, aDocumentId, aFolder, aPage } from '../shared/made.testing.ts'
import { button, closeTab, forgetTab, freshTab } from '../shared/screen.testing.tsx'
import { aServer, someTokens } from '../shared/server.testing.ts'
import type { FakeServer } from '../shared/server.testing.ts'
import { App } from './app.tsx'
import { router } from './router.tsx'

/** A socket that never says anything: these tests are about what stands around the line. */
class SilentSocket {
  static opened = 0
  constructor() {
    SilentSocket.opened++
  }
  addEventListener(): void {}
  send(): void {}
  close(): void {}
}

// For good, not for one test: the line is opened again between two of them as well.
Object.assign(globalThis, { WebSocket: SilentSocket })

let server: FakeServer
beforeEach(() => {
  server = aServer()
  SilentSocket.opened = 0
  freshTab()
  server.on(listCollections, () => ({ collections: [aFolder(1, 'Trips')], next_cursor: null }))
  server.on(listDocuments, () => ({ documents: [], next_cursor: null }))
  server.on(listJobs, () => ({ jobs: [], next_cursor: null }))
  server.on(getDocument, () => aDocument())
  server.on(listPages, () => ({ pages: [aPage(1)], next_cursor: null }))
  server.on(getPage, () => ({ page: aPage(1), text: '', lines: [], language: null, reading: null }))
  server.on(getReaderSettings, () => ({
    engine: 'tesseract' as const,
    model: '',
    base_url: null,
    languages: ['en'],
    names: [],
    prices: UNKNOWN_PRICES,
    has_key: false,
    key_hint: null,
  }))
})
beforeAll(() => void render(<App />))
afterEach(forgetTab)
afterAll(closeTab)

/**
 * Opens the app at an address. There is one router, which lives as long as the page, so the app stays and is left
 * through the door, where nothing of the frame is.
 */
async function open(at: string): Promise<void> {
  await act(async () => router.navigate({ href: '/dashboard/sign-in' }))
  await screen.findByRole('heading', { name: 'Sign in', level: 1 })
  SilentSocket.opened = 0
  await act(async () => router.navigate({ href: at }))
}
const heading = (name: string) => screen.findByRole('heading', { name, level: 1 })
const where = () => router.state.location.href
const press = (key: string, more: object = {}) => fireEvent.keyDown(document.body, { key, ...more })

const id = aDocumentId(1)
const screens: [string, string][] = [
  ['/dashboard', 'Library'],
  [`/dashboard/collections/${aCollectionId(1)}`, 'Trips'],
  ['/dashboard/trash', 'Trash'],
  [`/dashboard/documents/${id}`, 'Garden'],
  [`/dashboard/documents/${id}/pages/1`, 'Garden'],
  ['/dashboard/search', 'Search'],
  ['/dashboard/jobs', 'Jobs'],
  ['/dashboard/jobs?state=failed', 'Jobs'],
  ['/dashboard/settings', 'Settings'],
  ['/dashboard/settings/reader', 'Reader'],
]
test.each(screens)('%s shows the screen “%s” in its frame', async (at, name) => {
  await open(at)
  expect(await heading(name)).toBeTruthy()
  expect(where()).toBe(at)
  expect(screen.getAllByRole('main')).toHaveLength(1)
  expect(screen.getAllByRole('navigation', { name: 'Main' }).length).toBeGreaterThan(0)
  expect(screen.getByRole('link', { name: 'Skip to the content' }).getAttribute('href')).toBe('#content')
})

test('the root leads to the library', async () => {
  await open('/')
  expect(await heading('Library')).toBeTruthy()
  expect(where()).toBe('/dashboard')
})

test('links that say notebook, as the older service did, still lead to the document', async () => {
  await open(`/dashboard/notebooks/${id}`)
  expect(await heading('Garden')).toBeTruthy()
  expect(where()).toBe(`/dashboard/documents/${id}`)
})

test('an address that names nothing says so and offers the library', async () => {
  await open('/dashboard/nowhere')
  expect(await screen.findByRole('heading', { name: 'There is nothing here' })).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Go to the library' }).getAttribute('href')).toBe('/dashboard')
})

test.each([
  ['/dashboard/jobs?state=sleeping', 'Jobs'],
  ['/dashboard/search?from=2026&in=7', 'Search'],
  ['/dashboard/sign-in?next=7&ended=perhaps', 'Sign in'],
])('what was typed wrongly into the address %s is left aside', async (at, name) => {
  await open(at)
  expect(await heading(name)).toBeTruthy()
  expect(screen.queryByText('This screen stopped')).toBeNull()
})

function nobody(): void {
  session.signedOut()
  server.on(refreshTokens, () => sessionEnded({ reason: 'expired' }))
}

test('whoever is not signed in comes to the door, which remembers where they wanted to go', async () => {
  nobody()
  await open('/dashboard/jobs?state=failed')
  expect(await heading('Sign in')).toBeTruthy()
  expect(router.state.location.search).toEqual({ next: '/dashboard/jobs?state=failed' })
  expect(screen.queryByText(/Your session has ended/)).toBeNull()
  expect(SilentSocket.opened).toBe(0)
})

test('whoever wanted nothing in particular is not sent anywhere in particular', async () => {
  nobody()
  await open('/dashboard')
  expect(await heading('Sign in')).toBeTruthy()
  expect(router.state.location.search).toEqual({})
})

test('a server without an owner shows the first run, whatever was asked for', async () => {
  nobody()
  server.on(getSetup, () => ({ is_needed: true }))
  await open('/dashboard/settings')
  expect(await heading('Welcome to Kinfolio')).toBeTruthy()
})

test('a session found by its cookie opens what was asked for without a question', async () => {
  session.signedOut()
  server.on(refreshTokens, () => someTokens())
  await open('/dashboard/settings')
  expect(await heading('Settings')).toBeTruthy()
  expect(server.askedOf(getSetup)).toEqual([])
})

test('a session that ends while somebody works leads to the door, and says that it ended', async () => {
  await open('/dashboard/jobs')
  await heading('Jobs')
  server.on(refreshTokens, () => sessionEnded({ reason: 'revoked' }))
  act(() => session.heard(null))
  expect(await heading('Sign in')).toBeTruthy()
  expect(screen.getByText('Your session has ended. Sign in to go on where you were.')).toBeTruthy()
  expect(router.state.location.search).toEqual({ next: '/dashboard/jobs', ended: true })
})

test('a server that is away when the app is opened is told, with a way to try again', async () => {
  session.signedOut()
  server.isAway(refreshTokens)
  await open('/dashboard')
  expect(await screen.findByText(/Kinfolio cannot be reached/)).toBeTruthy()
  server.on(refreshTokens, () => someTokens())
  fireEvent.click(button('Try again'))
  expect(await heading('Library')).toBeTruthy()
})

test('the rail names the space, the places and the person', async () => {
  await open('/dashboard')
  await heading('Library')
  const rail = within(screen.getByRole('complementary'))
  expect(await rail.findByText('Mara’s pages')).toBeTruthy()
  expect(rail.getByText('mara@example.org')).toBeTruthy()
  expect(rail.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
    '/dashboard',
    '/dashboard/search',
    '/dashboard/jobs',
    '/dashboard/notices',
  ])
})

test.each([
  ['/dashboard', 'Library'],
  ['/dashboard/search?q=tomatoes', 'Search'],
  ['/dashboard/jobs?state=failed', 'Jobs'],
])('at %s the place %s is marked as the open one, and no other', async (at, place) => {
  server.on(search, () => ({
    query: 'tomatoes',
    results: [],
    total_results: 0,
    has_more: false,
    search_mode: 'exact' as const,
    corrected: [],
  }))
  await open(at)
  await heading(place)
  const rail = within(screen.getByRole('complementary'))
  const current = rail.getAllByRole('link').filter((link) => link.getAttribute('aria-current') === 'page')
  expect(current.map((link) => link.textContent)).toEqual([place])
})

test('the rail opens the palette, and says by which key it opens too', async () => {
  await open('/dashboard')
  await heading('Library')
  fireEvent.click(within(screen.getByRole('complementary')).getByRole('button', { name: /^Find or do… ?Ctrl K$/ }))
  expect(await screen.findByRole('dialog', { name: 'Go, find or do' })).toBeTruthy()
})

test.each([
  ['g l', '/dashboard'],
  ['g s', '/dashboard/search'],
  ['g j', '/dashboard/jobs'],
  ['g n', '/dashboard/notices'],
  ['/', '/dashboard/search'],
])('the keys %s lead to %s', async (keys, place) => {
  await open('/dashboard/settings')
  await heading('Settings')
  for (const key of keys.split(' ')) press(key)
  await vi.waitFor(() => expect(router.state.location.pathname).toBe(place))
})

function pressLater(key: string, byMs: number): void {
  const event = createEvent.keyDown(document.body, { key })
  Object.defineProperty(event, 'timeStamp', { value: event.timeStamp + byMs })
  fireEvent(document.body, event)
}
/** Long enough for a key that leads somewhere to have led there. */
const settle = () => act(async () => vi.advanceTimersByTimeAsync(50))

test('a second key that comes late, or after another one, leads nowhere', async () => {
  await open('/dashboard/settings')
  await heading('Settings')
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  press('g')
  press('x')
  press('j')
  press('j')
  press('g')
  pressLater('j', 1_300)
  await settle()
  expect(where()).toBe('/dashboard/settings')
  press('g')
  pressLater('j', 900)
  vi.useRealTimers()
  expect(await heading('Jobs')).toBeTruthy()
})

test.each([{ ctrlKey: true }, { metaKey: true }])(
  'K with %o opens the palette from anywhere, also from within a field, and not the browser’s own search',
  async (command) => {
    await open('/dashboard/search')
    const isLeftToBrowser = fireEvent.keyDown(await screen.findByRole('searchbox'), { key: 'k', ...command })
    expect(await screen.findByRole('dialog', { name: 'Go, find or do' })).toBeTruthy()
    expect(isLeftToBrowser).toBe(false)
  },
)

test('the slash that leads to the search is not typed into its field', async () => {
  await open('/dashboard/settings')
  await heading('Settings')
  expect(press('/')).toBe(false)
  expect(press('g')).toBe(true)
})

test.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }])(
  'single keys with %o are left to the browser',
  async (modifier) => {
    await open('/dashboard/settings')
    await heading('Settings')
    for (const key of ['?', '/']) expect(press(key, modifier)).toBe(true)
    press('g')
    press('j', modifier)
    await act(async () => router.load())
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(where()).toBe('/dashboard/settings')
  },
)

test('single keys keep still while somebody types', async () => {
  await open('/dashboard/search')
  const field = await screen.findByRole('searchbox')
  for (const key of ['?', '/', 'g', 'j', 'g']) fireEvent.keyDown(field, { key })
  // Leaving the field does not make a pair of what was typed in it.
  press('j')
  await act(async () => router.load())
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(where()).toBe('/dashboard/search')
})

test('the question mark shows the sheet of keys, and every key of it once', async () => {
  await open('/dashboard')
  await heading('Library')
  press('?')
  const sheet = within(await screen.findByRole('dialog', { name: 'Keyboard' }))
  const keys = Array.from(document.querySelectorAll('[role="dialog"] kbd'), (key) => key.textContent)
  expect(new Set(keys).size).toBe(keys.length)
  expect(keys).toEqual(expect.arrayContaining(['Ctrl K', '/', 'g l', 'g j', '?', 'Esc', 'e']))
  expect(sheet.getAllByRole('term').every((term) => (term.textContent ?? '').length > 3)).toBe(true)
  fireEvent.click(sheet.getByRole('button', { name: 'Close' }))
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

async function openPersonMenu(): Promise<void> {
  await open('/dashboard')
  await heading('Library')
  fireEvent.click(screen.getByRole('button', { name: /Settings and sign-out/ }))
  await screen.findByRole('menu')
}
const menuItem = (name: string) => screen.getByRole('menuitem', { name })

test('the menu of the person leads to the settings', async () => {
  await openPersonMenu()
  fireEvent.click(menuItem('Settings'))
  expect(await heading('Settings')).toBeTruthy()
})

test('the menu of the person shows the keys', async () => {
  await openPersonMenu()
  fireEvent.click(menuItem('Keyboard shortcuts'))
  expect(await screen.findByRole('dialog', { name: 'Keyboard' })).toBeTruthy()
})

test('the menu of the person signs out, which leads to the door', async () => {
  server.on(logout, () => new Response(null, { status: 204 }))
  await openPersonMenu()
  server.on(refreshTokens, () => sessionEnded({ reason: 'revoked' }))
  fireEvent.click(menuItem('Sign out'))
  expect(await heading('Sign in')).toBeTruthy()
  expect(server.askedOf(logout)).toHaveLength(1)
})

test('the menu of the person chooses how the app looks, and shows what is chosen', async () => {
  const chosen = () =>
    screen.getAllByRole('menuitemcheckbox').flatMap((choice) => {
      return choice.getAttribute('aria-checked') === 'true' ? [choice.textContent] : []
    })
  await openPersonMenu()
  expect(chosen()).toEqual([expect.stringContaining('Like the system')])
  fireEvent.click(screen.getByRole('menuitemcheckbox', { name: /Dark/ }))
  expect(document.documentElement.dataset['theme']).toBe('dark')
  await vi.waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  fireEvent.click(screen.getByRole('button', { name: /Settings and sign-out/ }))
  await screen.findByRole('menu')
  expect(chosen()).toEqual([expect.stringContaining('Dark')])
  fireEvent.click(screen.getByRole('menuitemcheckbox', { name: /Like the system/ }))
})

test('pages can be added from everywhere, into the folder that is open', async () => {
  await open(`/dashboard/collections/${aCollectionId(1)}`)
  await heading('Trips')
  const [add] = screen.getAllByRole('button', { name: 'Add pages' })
  if (add === undefined) throw new Error('nothing can be added')
  fireEvent.click(add)
  expect(await screen.findByRole('dialog', { name: 'Add pages' })).toBeTruthy()
})
