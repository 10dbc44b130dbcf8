// @vitest-environment happy-dom
import { listNotices, readNotices } from '@kinfolio/contracts'
import type { Notice } from '@kinfolio/contracts'
import { act, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { PhoneBell, RailBell } from './bell.tsx'
import { NoticesScreen } from './notices-screen.tsx'
import { aNotice } from './notices.testing.ts'

const DAY_MS = 86_400_000
let server: FakeServer
let told: Notice[]
const unread = () => told.filter(({ read_at }) => read_at === null).length

beforeEach(() => {
  server = aServer()
  freshTab()
  told = []
  server.on(listNotices, ({ query }) => ({
    notices: told.slice(0, query.limit),
    unread: unread(),
    next_cursor: null,
  }))
  server.on(readNotices, ({ body }) => {
    const ids = body.notice_ids
    told = told.map((one) =>
      ids === undefined || ids.includes(one.id) ? { ...one, read_at: new Date().toISOString() } : one,
    )
    return { unread: unread() }
  })
})
afterEach(closeTab)

const notices = () => show(NoticesScreen, { path: '/dashboard/notices' })
const row = (name: RegExp) => screen.findByRole('link', { name })

test('somebody who was told nothing yet reads what will stand here', async () => {
  await notices()
  expect(await screen.findByRole('heading', { name: 'Nothing to tell' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Mark all as read' })).toBeNull()
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull()
})

test('until the list is there it is said to be on its way', async () => {
  server.on(listNotices, () => new Promise(() => undefined))
  await notices()
  expect(screen.getByText('Loading…')).toBeTruthy()
  expect(screen.queryByRole('heading', { name: 'Nothing to tell' })).toBeNull()
})

test('notices stand under the day they are of, with where it came from', async () => {
  told = [
    aNotice(3, { kind: 'passkey-added', params: { user_agent: 'Firefox on Linux', address: '192.0.2.7' } }),
    aNotice(2, { kind: 'api-key-made', created_at: new Date(Date.now() - DAY_MS).toISOString() }),
  ]
  await notices()
  const today = within((await screen.findByRole('heading', { name: 'Today' })).closest('section') ?? document.body)
  expect(today.getByText('A passkey was added to your account')).toBeTruthy()
  expect(today.getByText('From Firefox on Linux, 192.0.2.7')).toBeTruthy()
  const before = screen.getByRole('heading', { name: 'Yesterday' }).closest('section') ?? document.body
  expect(within(before).getByText('An API key was made')).toBeTruthy()
})

test('what is unread says so in words, and what was read does not', async () => {
  told = [aNotice(2, { kind: 'api-key-made' }), aNotice(1, { read_at: new Date().toISOString() })]
  await notices()
  expect((await row(/An API key was made/)).textContent).toContain('Unread')
  expect((await row(/password was changed/)).textContent).not.toContain('Unread')
})

test('following a notice reads it, and it alone', async () => {
  told = [aNotice(2, { kind: 'api-key-made' }), aNotice(1)]
  const { address } = await notices()
  fireEvent.click(await row(/An API key was made/))
  await vi.waitFor(() =>
    expect(server.askedOf(readNotices).map(({ body }) => body)).toEqual([{ notice_ids: [told[0]?.id] }]),
  )
  expect(unread()).toBe(1)
  await vi.waitFor(() => expect(address()).toBe('/dashboard/settings'))
})

test('a notice that was read already is not sent again', async () => {
  told = [aNotice(1, { read_at: new Date().toISOString() })]
  await notices()
  fireEvent.click(await row(/password was changed/))
  await act(async () => undefined)
  expect(server.askedOf(readNotices)).toEqual([])
})

test('what leads nowhere any more is still read by pressing it', async () => {
  told = [aNotice(1, { kind: 'removed-from-space', params: { space_name: 'The Mays' } })]
  await notices()
  fireEvent.click(await screen.findByRole('button', { name: /You are no longer in The Mays/ }))
  await vi.waitFor(() => expect(unread()).toBe(0))
})

test('all are marked as read with one press, and the offer goes', async () => {
  told = [aNotice(2), aNotice(1)]
  await notices()
  fireEvent.click(await screen.findByRole('button', { name: 'Mark all as read' }))
  await vi.waitFor(() => expect(screen.queryByRole('button', { name: 'Mark all as read' })).toBeNull())
  expect(server.askedOf(readNotices).map(({ body }) => body)).toEqual([{}])
  expect(screen.queryByText('Unread')).toBeNull()
})

test('when it could not be marked, that is said, and everything stays unread', async () => {
  told = [aNotice(1)]
  server.isAway(readNotices)
  await notices()
  fireEvent.click(await screen.findByRole('button', { name: 'Mark all as read' }))
  await isSaid('Kinfolio cannot be reached. Nothing is lost; check that the server runs and that you are connected.')
  expect(button('Mark all as read').disabled).toBe(false)
})

test('a longer list goes on where it ended', async () => {
  const [newer, older] = [aNotice(2, { kind: 'api-key-made' }), aNotice(1)]
  server.on(listNotices, ({ query }) =>
    query.cursor === undefined
      ? { notices: [newer], unread: 2, next_cursor: newer.id }
      : { notices: [older], unread: 2, next_cursor: null },
  )
  await notices()
  await row(/An API key was made/)
  expect(screen.queryByText('Your password was changed')).toBeNull()
  fireEvent.click(button('Show more'))
  expect(await row(/password was changed/)).toBeTruthy()
  expect(await row(/An API key was made/)).toBeTruthy()
  expect(server.askedOf(listNotices).at(-1)?.url).toContain(`cursor=${newer.id}`)
  await vi.waitFor(() => expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull())
})

test('a list that cannot be had says so, and trying again brings it', async () => {
  server.fails(listNotices)
  await notices()
  const note = within(await screen.findByRole('alert'))
  expect(note.getByText(/req-7/)).toBeTruthy()
  told = [aNotice(1)]
  server.on(listNotices, () => ({ notices: told, unread: 1, next_cursor: null }))
  fireEvent.click(note.getByRole('button', { name: 'Try again' }))
  expect(await row(/password was changed/)).toBeTruthy()
})

test('what is told meanwhile stands above what stood there', async () => {
  told = [aNotice(1)]
  await notices()
  await row(/password was changed/)
  told = [aNotice(2, { kind: 'sign-in-denied' }), ...told]
  await act(async () => queryClient.invalidateQueries({ queryKey: keys.notices }))
  await row(/A sign-in to your account was denied/)
  expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent?.includes('denied'))).toEqual([
    true,
    false,
  ])
})

test('without anything unread the bell of the rail leads to the notices and counts nothing', async () => {
  await show(RailBell, { path: '/dashboard/jobs' })
  const bell = await screen.findByRole('link', { name: 'Notices' })
  expect(bell.getAttribute('href')).toBe('/dashboard/notices')
})

test.each([
  [1, '1', '1 unread notice'],
  [99, '99', '99 unread notices'],
  [100, '99+', '100 unread notices'],
])('the bell of the rail shows %i unread as %s, and says how many they are', async (n, shown, said) => {
  server.on(listNotices, () => ({ notices: [], unread: n, next_cursor: null }))
  await show(RailBell)
  expect(await screen.findByText(said)).toBeTruthy()
  expect(screen.getByText(shown).getAttribute('aria-hidden')).toBe('true')
})

test('on a phone the bell is there only as long as something is unread', async () => {
  told = [aNotice(1)]
  await show(PhoneBell)
  expect(await screen.findByRole('link', { name: '1 unread notice' })).toBeTruthy()
  told = []
  await act(async () => queryClient.invalidateQueries({ queryKey: keys.notices }))
  await vi.waitFor(() => expect(screen.queryByRole('link')).toBeNull())
})

test('a bell that cannot ask keeps still, and nothing is said about it', async () => {
  server.isAway(listNotices)
  await show(RailBell)
  expect(await screen.findByRole('link', { name: 'Notices' })).toBeTruthy()
  expect(screen.queryByRole('alert')).toBeNull()
})
