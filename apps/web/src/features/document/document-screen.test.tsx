// @vitest-environment happy-dom
import {
  changeDocument,
  documentNotFound,
  exportDocument,
  exportFormat,
  getDocument,
  listCollections,
  listPages,
  nothingToExport,
  ocrStatus,
  readDocument,
} from '@kinfolio/contracts'
import type { Document, OcrStatus, Page } from '@kinfolio/contracts'
import { fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aDocument, aDocumentId, aFolder, aJobId, aPage } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, saidBelow, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { DocumentScreen } from './document-screen.tsx'

let server: FakeServer
let shown: Document
let pages: Page[]
const trips = aFolder(5, 'Trips')

beforeEach(() => {
  server = aServer()
  freshTab()
  shown = aDocument({
    collection_id: trips.id,
    page_count: 2,
    updated_at: new Date(Date.now() - 7_200_000).toISOString(),
  })
  pages = [aPage(1), aPage(2)]
  server.on(getDocument, () => shown)
  server.on(listPages, () => ({ pages, next_cursor: null }))
  server.on(listCollections, () => ({ collections: [trips], next_cursor: null }))
})
afterEach(closeTab)

const open = (id: string = aDocumentId(1)) =>
  show(DocumentScreen, { path: '/dashboard/documents/$id', at: `/dashboard/documents/${id}` })
const title = () => screen.findByRole('heading', { name: 'Garden', level: 1 })

test('a document says what it is, how long, and when it changed; the tab carries its name', async () => {
  await open()
  await title()
  expect(screen.getByText('Notebook · 2 pages · Changed 2 hours ago')).toBeTruthy()
  expect(document.title).toBe('Garden · Kinfolio')
})

test.each([
  ['pdf', 'PDF'],
  ['epub', 'EPUB'],
  ['scan', 'Scan'],
] as const)('a document of the kind %s is called %s', async (kind, name) => {
  shown = aDocument({ kind, page_count: 1 })
  await open()
  await title()
  expect(screen.getByText(new RegExp(`^${name} · 1 page · `))).toBeTruthy()
})

test('the way back leads through the folder it lies in', async () => {
  await open()
  const path = within(await screen.findByRole('navigation', { name: 'Folder path' }))
  expect((await path.findByRole('link', { name: 'Trips' })).getAttribute('href')).toBe(
    `/dashboard/collections/${trips.id}`,
  )
})

test('each page leads to its view and says its number and state', async () => {
  pages = [aPage(1, { draw_status: 'drawn', ocr_status: 'completed' }), aPage(2)]
  await open()
  const links = within(await screen.findByRole('region', { name: 'Pages' })).getAllByRole('link')
  expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['Page 1Read', `/dashboard/documents/${aDocumentId(0)}/pages/1`],
    ['Page 2Being drawn', `/dashboard/documents/${aDocumentId(0)}/pages/2`],
  ])
})

const stateWords: Record<OcrStatus, string> = {
  pending: 'Waiting to be read',
  processing: 'Being read',
  completed: 'Read',
  failed: 'Could not be read',
  pending_quota: 'Waits for next month’s pages',
  skipped: 'Not read',
}
test.each(ocrStatus.options)('a drawn page in the state %s says so in a word', async (ocr_status) => {
  pages = [aPage(1, { draw_status: 'drawn', ocr_status })]
  await open()
  expect(await screen.findByText(stateWords[ocr_status])).toBeTruthy()
})

test('a page the notebook does not list says so', async () => {
  pages = [aPage(1, { is_orphan: true })]
  await open()
  expect(await screen.findByText('Not listed by the notebook')).toBeTruthy()
})

test.each([
  [1_404, 1_872, 0.75],
  [100, 10_000, 0.5],
  [10_000, 100, 2],
])('a page of %i × %i is shown as a sheet that fits the grid', async (width, height, ratio) => {
  pages = [aPage(1, { width, height })]
  await open()
  const link = await screen.findByRole('link', { name: /Page 1/ })
  const sheet = link.querySelector<HTMLElement>('.sheet')
  expect(Number.parseFloat(sheet?.style.aspectRatio ?? '')).toBeCloseTo(ratio)
})

test('a document whose pages are not unpacked yet says that they come', async () => {
  pages = []
  await open()
  expect(await screen.findByText('This document has no pages yet')).toBeTruthy()
})

test('what could not be understood is listed, with the promise that the bytes are kept', async () => {
  shown = { ...shown, problems: ['Two pages are of a form not known yet.'] }
  await open()
  expect(await screen.findByText('Two pages are of a form not known yet.')).toBeTruthy()
  expect(screen.getByRole('heading', { name: 'What could not be understood' })).toBeTruthy()
  expect(screen.getByText('The bytes are kept as they came.')).toBeTruthy()
})

test('a document without problems does not speak of any', async () => {
  await open()
  await title()
  expect(screen.queryByRole('heading', { name: 'What could not be understood' })).toBeNull()
})

test('a document in the trash says so and can be taken out where one is', async () => {
  shown = { ...shown, is_trashed: true }
  server.on(changeDocument, ({ body }) => {
    expect(body).toEqual({ is_trashed: false })
    shown = { ...shown, is_trashed: false }
    return shown
  })
  await open()
  expect(await screen.findByText('This document lies in the trash.')).toBeTruthy()
  fireEvent.click(button('Restore'))
  await isSaid('“Garden” is back')
  await vi.waitFor(() => expect(screen.queryByText('This document lies in the trash.')).toBeNull())
})

test('a document in the archive says so and can be brought back where one is', async () => {
  shown = { ...shown, archived_at: '2026-11-01T00:00:00Z' }
  server.on(changeDocument, ({ body }) => {
    expect(body).toEqual({ is_archived: false })
    shown = { ...shown, archived_at: null }
    return shown
  })
  await open()
  expect(await screen.findByText('This document lies in the archive.')).toBeTruthy()
  fireEvent.click(button('Bring back from the archive'))
  await isSaid('“Garden” is back in the library')
  await vi.waitFor(() => expect(screen.queryByText('This document lies in the archive.')).toBeNull())
})

test('what lies in the trash from the archive speaks of the trash alone', async () => {
  shown = { ...shown, is_trashed: true, archived_at: '2026-11-01T00:00:00Z' }
  await open()
  expect(await screen.findByText('This document lies in the trash.')).toBeTruthy()
  expect(screen.queryByText('This document lies in the archive.')).toBeNull()
})

test.each([
  ['an id of no document', aDocumentId(99)],
  ['no id', 'garden'],
])('%s leads to a screen that says so and back to the library', async (_, id) => {
  server.on(getDocument, () => documentNotFound({ document_id: aDocumentId(99) }))
  server.on(listPages, () => documentNotFound({ document_id: aDocumentId(99) }))
  await open(id)
  expect(await screen.findByText('This document is not here')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Go to the library' }).getAttribute('href')).toBe('/dashboard')
})

test('a failure that may pass is told apart from a document that is gone', async () => {
  server.fails(getDocument)
  await open()
  const alert = within(await screen.findByRole('alert'))
  expect(screen.queryByText('This document is not here')).toBeNull()
  server.on(getDocument, () => shown)
  fireEvent.click(alert.getByRole('button', { name: 'Try again' }))
  expect(await title()).toBeTruthy()
})

test('more pages come from where the list ends', async () => {
  server.on(listPages, ({ query }) =>
    query.cursor === undefined ? { pages: [aPage(1)], next_cursor: 'two' } : { pages: [aPage(2)], next_cursor: null },
  )
  await open()
  await screen.findByRole('link', { name: /Page 1/ })
  fireEvent.click(button('Show more'))
  expect(await screen.findByRole('link', { name: /Page 2/ })).toBeTruthy()
})

async function choose(menu: string, entry: string): Promise<void> {
  await title()
  fireEvent.click(button(menu))
  fireEvent.click(await screen.findByRole('menuitem', { name: entry }))
}

/** What the browser was made to save: the name it was given. */
function watchSaving(): string[] {
  const saved: string[] = []
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:saved')
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download)
  })
  return saved
}
afterEach(() => vi.restoreAllMocks())

test('a document can be taken away in every form the server knows', async () => {
  await open()
  await title()
  fireEvent.click(button('Export'))
  await screen.findByRole('menuitem', { name: 'Markdown text' })
  expect(screen.getAllByRole('menuitem')).toHaveLength(exportFormat.options.length)
})

test('an export is saved under the name the server proposes', async () => {
  const saved = watchSaving()
  server.onFile(exportDocument, ({ query }) => {
    expect(query.format).toBe('pdf')
    return new Response('%PDF', { headers: { 'content-disposition': 'attachment; filename="Garden 2026.pdf"' } })
  })
  await open()
  await choose('Export', 'PDF with searchable text')
  await isSaid('Saved as Garden 2026.pdf')
  expect(saved).toEqual(['Garden 2026.pdf'])
  expect(saidBelow()[0]).toBe('Preparing PDF with searchable text…')
})

test('without a proposed name the title serves', async () => {
  const saved = watchSaving()
  server.onFile(exportDocument, () => new Response('# Garden'))
  await open()
  await choose('Export', 'Markdown text')
  await isSaid('Saved as Garden')
  expect(saved).toEqual(['Garden'])
})

test('an export of nothing is said so, and saves nothing', async () => {
  const saved = watchSaving()
  server.onFile(exportDocument, () => nothingToExport({ format: 'markdown' }))
  await open()
  await choose('Export', 'Markdown text')
  await isSaid('There is nothing of this kind to take away yet.')
  expect(saved).toEqual([])
})

test('an export of a document that is gone is told in the words of the server', async () => {
  server.onFile(exportDocument, () => documentNotFound({ document_id: aDocumentId(1) }))
  await open()
  await choose('Export', 'Original files')
  await isSaid('There is no such document.')
})

test('all pages are read again by the reader that was chosen', async () => {
  server.on(readDocument, ({ body, params }) => {
    expect([body, params]).toEqual([{ engine: 'openai', only_unread: false }, { document_id: aDocumentId(1) }])
    return { job_id: aJobId(1) }
  })
  await open()
  await choose('Read again', 'OpenAI-compatible server')
  await isSaid('The pages are being read again')
})
