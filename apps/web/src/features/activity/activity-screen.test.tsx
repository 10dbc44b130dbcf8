// @vitest-environment happy-dom
import { exportAudit, getMe, listAudit, listMyAudit } from '@kinfolio/contracts'
import type { AnswerInputOf, QueryOf } from '@kinfolio/contracts'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aDocumentId, uuid } from '../../shared/made.testing.ts'
import { closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aPerson, aPersonalSpace, aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { ActivityScreen } from './activity-screen.tsx'

type Entry = AnswerInputOf<typeof listAudit>['entries'][number]
const mate = { id: uuid(80), name: 'Jonas' }
const anEntry = (n: number, change: Partial<Entry> = {}): Entry => ({
  id: uuid(n),
  at: new Date(Date.now() - 2 * 3_600_000).toISOString(),
  action: 'document.trashed',
  actor: mate,
  actor_kind: 'person',
  person: null,
  object: { kind: 'document', id: aDocumentId(1) },
  address: '192.0.2.1',
  ...change,
})

let server: FakeServer
let entries: Entry[]
let asked: QueryOf<typeof listAudit>[]
beforeEach(() => {
  server = aServer()
  freshTab()
  entries = [anEntry(1)]
  asked = []
  server.on(listAudit, ({ query }) => {
    asked.push(query)
    return { entries, next_cursor: null }
  })
  server.on(listMyAudit, () => ({
    entries: [anEntry(9, { action: 'session.opened', actor: aPerson })],
    next_cursor: null,
  }))
})
afterEach(() => {
  closeTab()
  vi.restoreAllMocks()
})
const open = () => show(ActivityScreen, { path: '/dashboard/settings/activity' })

test('a line says who, what, when and from where, and leads to the document', async () => {
  await open()
  const row = await screen.findByRole('listitem')
  expect(row.textContent).toMatch(/^Jonas · Put a document into the trash Open2 hours ago · from 192\.0\.2\.1$/)
  expect(screen.getByRole('link', { name: 'Open' }).getAttribute('href')).toBe(`/dashboard/documents/${aDocumentId(1)}`)
})

test.each([
  ['the person themselves', { actor: aPerson }, 'You · Put a document into the trash'],
  ['one whose account is gone', { actor: null, actor_kind: 'gone' as const }, 'A former member · '],
  ['nobody who was signed in', { actor: null, actor_kind: 'stranger' as const }, 'Somebody not signed in · '],
  ['Kinfolio', { actor: null, actor_kind: 'server' as const, action: 'trash.purged' }, 'Kinfolio · Deleted what was'],
  ['what only a newer server knows', { action: 'sun.risen' }, 'Jonas · sun.risen'],
  ['somebody else it is about', { action: 'member.removed', person: { id: uuid(81), name: 'Lea' } }, 'about Lea'],
])('%s has words', async (_, change, words) => {
  entries = [anEntry(1, change)]
  await open()
  expect((await screen.findByRole('listitem')).textContent).toContain(words)
})

test('what was deleted for good has nothing to open', async () => {
  entries = [anEntry(1, { action: 'document.erased' })]
  await open()
  await screen.findByRole('listitem')
  expect(screen.queryByRole('link', { name: 'Open' })).toBeNull()
})

test('the list is narrowed by person, deed and day, the last day included', async () => {
  await open()
  await screen.findByRole('listitem')
  fireEvent.change(screen.getByLabelText('Person'), { target: { value: mate.id } })
  fireEvent.change(screen.getByLabelText('What'), { target: { value: 'folder.erased' } })
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-03-01' } })
  fireEvent.change(screen.getByLabelText('Until'), { target: { value: '2026-03-02' } })
  const day = (text: string) => new Date(`${text}T00:00:00`).toISOString()
  const wanted = { by: mate.id, action: 'folder.erased', from: day('2026-03-01'), to: day('2026-03-03') }
  await waitFor(() => expect(asked.at(-1)).toMatchObject(wanted))
})

test('nothing that fits is said so, and a failure is no emptiness', async () => {
  entries = []
  await open()
  expect(await screen.findByRole('heading', { name: 'Nothing here' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Export as a table' })).toBeNull()
})

test('a list that cannot be had says why and can be asked for again', async () => {
  server.fails(listAudit)
  await open()
  expect(await screen.findByRole('alert')).toBeTruthy()
  expect(screen.queryByRole('heading', { name: 'Nothing here' })).toBeNull()
})

test('who does not own the space sees their own account alone', async () => {
  server.on(getMe, () => ({ user: aPerson, spaces: [{ ...aPersonalSpace, role: 'admin' as const }] }))
  await open()
  expect((await screen.findByRole('listitem')).textContent).toContain('You · Signed in')
  expect(screen.queryByRole('radio', { name: 'In this space' })).toBeNull()
  expect(asked).toEqual([])
})

test('what is shown can be taken away as a table', async () => {
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:saved')
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  server.onFile(exportAudit, ({ query }) => {
    expect(query).toMatchObject({ as: 'csv', action: 'document.trashed' })
    return new Response('at,action')
  })
  await open()
  await screen.findByRole('listitem')
  fireEvent.change(screen.getByLabelText('What'), { target: { value: 'document.trashed' } })
  fireEvent.click(await screen.findByRole('button', { name: 'Export as a table' }))
  await isSaid('Saved as kinfolio-activity.csv')
})
