// @vitest-environment happy-dom
import {
  getDocument,
  getMe,
  getPage,
  getDrawing,
  listCollections,
  listDocuments,
  listJobs,
  listPages,
  listReadings,
  spaceId,
} from '@kinfolio/contracts'
import type { MemberRole } from '@kinfolio/contracts'
import { fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chooseSpace } from '../shared/api/client.ts'
import {
  aDocument,
  aDocumentId,
  aFolder,
  aJob,
  aLine,
  aPage,
  aProgress,
  aReading,
  uuid,
} from '../shared/made.testing.ts'
import { button, closeTab, freshTab, show } from '../shared/screen.testing.tsx'
import { aPerson, aPersonalSpace, aServer } from '../shared/server.testing.ts'
import type { FakeServer } from '../shared/server.testing.ts'
import { DocumentScreen } from '../features/document/document-screen.tsx'
import { JobsScreen } from '../features/jobs/jobs-screen.tsx'
import { LibraryScreen } from '../features/library/library-screen.tsx'
import { PageScreen } from '../features/page/page-screen.tsx'

const family = { id: spaceId.parse(uuid(80)), kind: 'family', name: 'The Marks' } as const
const id = aDocumentId(0)
const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1404 1872"><path data-stroke="0" d="M0 0h9"/></svg>'

let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
  const page = aPage(1, { draw_status: 'drawn', ocr_status: 'completed' })
  server.on(listCollections, () => ({ collections: [aFolder(1, 'Trips')], next_cursor: null }))
  server.on(listDocuments, () => ({ documents: [aDocument({ id })], next_cursor: null }))
  server.on(getDocument, () => aDocument({ id, page_count: 1 }))
  server.on(listPages, () => ({ pages: [page], next_cursor: null }))
  server.on(getPage, () => ({ page, text: 'Water', lines: [aLine('Water')], language: 'en', reading: aReading() }))
  server.on(listReadings, () => ({ readings: [aReading()] }))
  server.onFile(getDrawing, () => new Response(svg, { headers: { 'content-type': 'image/svg+xml' } }))
})
afterEach(() => {
  chooseSpace(null)
  localStorage.clear()
  closeTab()
})

/** The family's space is open, and the person has this role in it. */
function as(role: MemberRole): void {
  server.on(getMe, () => ({ user: aPerson, spaces: [aPersonalSpace, { ...family, role }] }))
  chooseSpace(family.id)
}
const isOffered = (name: string | RegExp) => screen.queryAllByRole('button', { name }).length > 0
/** The role is asked for beside the screen's own things, and comes when it comes. */
const settled = async (name: string | RegExp, offered: boolean) =>
  expect.poll(() => isOffered(name), { timeout: 8_000 }).toBe(offered)
async function entriesOf(menu: string | RegExp): Promise<(string | null)[]> {
  fireEvent.click(button(menu))
  await screen.findByRole('menu')
  return screen.getAllByRole('menuitem').map(({ textContent }) => textContent)
}

const who = [
  ['view_only', false],
  ['member', true],
  ['admin', true],
  ['owner', true],
] as const

describe.each(who)('for %s', (role, mayChange) => {
  beforeEach(() => as(role))

  test(`the library offers new folders: ${mayChange}`, async () => {
    await show(LibraryScreen)
    await screen.findByRole('link', { name: 'Trips' })
    await settled('New folder', mayChange)
  })

  test(`an empty library offers to add pages: ${mayChange}`, async () => {
    server.on(listCollections, () => ({ collections: [], next_cursor: null }))
    server.on(listDocuments, () => ({ documents: [], next_cursor: null }))
    await show(LibraryScreen)
    await settled('Choose files', mayChange)
    const saysWhy = () => screen.queryByText(/Your role in this space is to look/) !== null
    await expect.poll(saysWhy, { timeout: 8_000 }).toBe(!mayChange)
  })

  test('a document can be looked at and taken along', async () => {
    await show(DocumentScreen, { path: '/dashboard/documents/$id', at: `/dashboard/documents/${id}` })
    await screen.findByRole('heading', { name: 'Garden', level: 1 })
    await settled('Export', true)
  })

  test(`a document can be read again and changed: ${mayChange}`, async () => {
    await show(DocumentScreen, { path: '/dashboard/documents/$id', at: `/dashboard/documents/${id}` })
    await screen.findByRole('heading', { name: 'Garden', level: 1 })
    await settled('Read again', mayChange)
  })

  test(`pages that nobody has read can be sent to the reader: ${mayChange}`, async () => {
    const unread = aDocument({ id, page_count: 1, progress: aProgress({ skipped: 1 }) })
    server.on(getDocument, () => unread)
    await show(DocumentScreen, { path: '/dashboard/documents/$id', at: `/dashboard/documents/${id}` })
    await screen.findByRole('heading', { name: 'Garden', level: 1 })
    await settled('Read the rest', mayChange)
  })

  test(`a page can be corrected: ${mayChange}, by the key as well`, async () => {
    await show(PageScreen, { path: '/dashboard/documents/$id/pages/$number', at: `/dashboard/documents/${id}/pages/1` })
    await screen.findByRole('heading', { name: 'Garden' })
    await settled(/^Correct/, mayChange)
    fireEvent.keyDown(window, { key: 'e' })
    await settled('Save', mayChange)
  })

  test.each([
    ['waiting', /^Cancel/],
    ['failed', /^Try again/],
  ] as const)(`a job that is %s can be dealt with: ${mayChange}`, async (state, name) => {
    server.on(listJobs, () => ({ jobs: [aJob(1, { state, title: 'Reading Garden' })], next_cursor: null }))
    await show(JobsScreen, { path: '/dashboard/jobs' })
    await screen.findByText('Reading Garden')
    await settled(name, mayChange)
  })
})

test.each([
  ['view_only', false],
  ['member', false],
  ['admin', true],
  ['owner', true],
] as const)('what lies in the trash can be deleted for good by %s: %s', async (role, mayErase) => {
  as(role)
  server.on(getDocument, () => aDocument({ id, is_trashed: true }))
  await show(DocumentScreen, { path: '/dashboard/documents/$id', at: `/dashboard/documents/${id}` })
  await screen.findByRole('heading', { name: 'Garden', level: 1 })
  // Whether it may be read again tells that the role has come.
  await settled('Read again', role !== 'view_only')
  if (!isOffered('Actions for this document')) return expect(mayErase).toBe(false)
  const entries = await entriesOf('Actions for this document')
  return expect(entries.some((entry) => /for good/.test(entry ?? ''))).toBe(mayErase)
})
