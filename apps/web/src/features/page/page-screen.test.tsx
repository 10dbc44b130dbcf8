// @vitest-environment happy-dom
import {
  getDocument,
  getDrawing,
  getPage,
  getPageInk,
  listPages,
  pageNotFound,
  documentNotFound,
  readPage,
  readerNotConfigured,
} from '@kinfolio/contracts'
import type { Page, PageText } from '@kinfolio/contracts'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aDocument, aDocumentId, aJobId, aLine, aPage, aPageId, aReading } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { PageScreen } from './page-screen.tsx'

let server: FakeServer
let page: Page
let text: PageText
const address = (number: number | string, search = '') =>
  `/dashboard/documents/${aDocumentId(0)}/pages/${number}${search}`

beforeEach(() => {
  server = aServer()
  freshTab()
  page = aPage(2, { draw_status: 'drawn', ocr_status: 'completed' })
  text = {
    page,
    text: 'Water the\ntomatoes',
    lines: [
      aLine('Water the'),
      aLine('tomatoes', { box: { x: 0.1, y: 0.3, width: 0.8, height: 0.05 }, confidence: 0.8 }),
    ],
    language: 'en',
    reading: aReading(),
  }
  server.on(getDocument, () => aDocument({ id: aDocumentId(0), page_count: 3 }))
  server.on(listPages, () => ({ pages: [aPage(1), page, aPage(3)], next_cursor: null }))
  server.on(getPage, () => text)
  server.onFile(getDrawing, () => new Response(svg, { headers: { 'content-type': 'image/svg+xml' } }))
})
afterEach(closeTab)

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1404 1872"><path data-stroke="0" d="M0 0h9"/></svg>'
const open = (at = address(2)) => show(PageScreen, { path: '/dashboard/documents/$id/pages/$number', at })
const press = (key: string, target: Element | Window = window, more: object = {}) =>
  fireEvent.keyDown(target, { key, ...more })
const heading = (name: string) => screen.findByRole('heading', { name })
const lineOf = (name: RegExp | string) => screen.findByRole('button', { name })

test('a page stands in its document: its title, its number among all, its state in words', async () => {
  await open()
  expect(await heading('Garden')).toBeTruthy()
  expect(screen.getByText('Page 2 of 3')).toBeTruthy()
  expect(screen.getByText('Read')).toBeTruthy()
  expect(document.title).toBe('Page 2 · Garden · Kinfolio')
})

test('the drawing of this very version is fetched and said to be the page', async () => {
  await open()
  expect(await screen.findByRole('img', { name: 'Page 2' })).toBeTruthy()
  expect(server.askedOf(getDrawing)[0]?.url).toBe(`/api/pages/${aPageId(2)}/drawing?as=svg&version=${page.version}`)
})

test('a drawing too heavy for elements is not read, and the page is asked for stroke by stroke', async () => {
  server.onFile(getDrawing, () => new Response(svg, { headers: { 'content-length': '3000001' } }))
  server.onFile(getPageInk, () => Response.json({ title: 'No', status: 500 }, { status: 500 }))
  await open()
  expect(await screen.findByText(/The strokes of this page did not arrive/)).toBeTruthy()
  expect(server.askedOf(getPageInk)[0]?.url).toBe(`/api/pages/${aPageId(2)}/ink`)
  expect(screen.queryByRole('img', { name: 'Page 2' })).toBeNull()
})

test.each([
  ['a scan', {}, { kind: 'scan' }],
  ['a blank page', { is_blank: true }, {}],
  ['a page not drawn yet', { draw_status: 'pending' }, {}],
] as const)('%s has nothing to replay, and offers nothing', async (_, of, inDocument) => {
  page = aPage(2, { draw_status: 'drawn', ...of })
  server.on(getDocument, () => aDocument({ id: aDocumentId(0), page_count: 3, ...inDocument }))
  await open()
  await heading('Garden')
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Replay the writing' })).toBeNull())
  press('r')
  expect(screen.queryByRole('region', { name: 'Replay' })).toBeNull()
})

test('a key opens the replay, which says when its strokes do not arrive, and Escape closes it', async () => {
  server.onFile(getPageInk, () => Response.json({ title: 'No' }, { status: 500 }))
  await open()
  await screen.findAllByRole('button', { name: 'Replay the writing' })
  press('r')
  const bar = await screen.findByRole('region', { name: 'Replay' })
  expect(await within(bar).findByText(/The strokes of this page did not arrive/)).toBeTruthy()
  expect(within(bar).getByRole('button', { name: 'Play' })).toHaveProperty('disabled', true)
  expect(within(bar).getByRole('slider').getAttribute('aria-valuetext')).toBe('0:00 of 0:00')
  press('Escape', bar)
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Replay' })).toBeNull())
})

test('a page that is not drawn yet says so and asks for no picture', async () => {
  page = aPage(2)
  await open()
  expect(await screen.findByText('This page is being drawn. It appears here by itself.')).toBeTruthy()
  expect(server.askedOf(getDrawing)).toEqual([])
})

test('a page that could not be drawn says that its bytes are kept', async () => {
  page = aPage(2, { draw_status: 'failed' })
  await open()
  expect(await screen.findByText('This page could not be drawn. Its bytes are kept.')).toBeTruthy()
})

test('each line of the text is a button, and the unsure ones ask to be checked', async () => {
  text.lines.push(aLine('basil?', { confidence: 0.3 }))
  await open()
  expect(await lineOf('Water the')).toBeTruthy()
  expect(await lineOf(/tomatoes\s*Fairly sure/)).toBeTruthy()
  expect(await lineOf(/basil\?\s*Please check/)).toBeTruthy()
})

test('what was typed or printed says so instead of how sure a reader was', async () => {
  text.lines = [aLine('typed', { origin: 'typed', confidence: 0.1 }), aLine('print', { origin: 'printed' })]
  await open()
  expect(await lineOf(/typed\s*Typed on the tablet/)).toBeTruthy()
  expect(await lineOf(/print\s*Printed in the document/)).toBeTruthy()
  expect(screen.queryByText('Please check')).toBeNull()
})

const isRead = { draw_status: 'drawn', ocr_status: 'completed' } as const
const emptiness: [string, Partial<Page>, string][] = [
  ['a blank page', { is_blank: true, ocr_status: 'skipped' }, 'Nothing is written on this page.'],
  ['a page in work', { ocr_status: 'processing' }, 'The text appears here as soon as the page is read.'],
  ['a page that waits', { ocr_status: 'pending' }, 'The text appears here as soon as the page is read.'],
  ['a page without words', isRead, 'No words were found on this page.'],
]
test.each(emptiness)('%s says why it has no text', async (_, change, words) => {
  page = aPage(2, { draw_status: 'drawn', ...change })
  text = { ...text, page, lines: [], text: '', reading: change === isRead ? aReading() : null }
  await open()
  expect(await screen.findByText(words)).toBeTruthy()
})

test('the offline reader is named with what it cannot do, and where to choose another', async () => {
  await open()
  expect(await screen.findByText('Read by the offline reader 2 hours ago')).toBeTruthy()
  expect(screen.getByText(/handwriting needs a vision model/)).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Choose a reader' }).getAttribute('href')).toBe('/dashboard/settings/reader')
})

test.each([
  ['another engine', aReading({ engine: 'claude' })],
  ['a person', aReading({ origin: 'person' })],
])('a text by %s is not called printed only', async (_, reading) => {
  text = { ...text, reading }
  await open()
  await lineOf('Water the')
  expect(screen.queryByText(/handwriting needs a vision model/)).toBeNull()
})

test('what could not be understood of a page is listed, with the promise that it is kept', async () => {
  page = aPage(2, { problems: ['A layer is of a form not known yet.'] })
  await open()
  expect(await screen.findByText('A layer is of a form not known yet.')).toBeTruthy()
  expect(screen.getByText('The bytes are kept as they came.')).toBeTruthy()
})

test('whoever comes from a search sees the word marked and counted, and can clear the marks', async () => {
  const { address: where } = await open(address(2, '?q=tomatoes'))
  expect(await screen.findByText('1 place with “tomatoes”')).toBeTruthy()
  const marks = Array.from(document.querySelectorAll('button mark'), (mark) => mark.textContent)
  expect(marks).toEqual(['tomatoes'])
  fireEvent.click(screen.getByRole('link', { name: 'Clear the marks' }))
  await vi.waitFor(() => expect(where()).toBe(address(2)))
  await vi.waitFor(() => expect(screen.queryByText(/place with/)).toBeNull())
})

test('a word that is not on the page is said so', async () => {
  await open(address(2, '?q=basil'))
  await lineOf('Water the')
  expect(await screen.findByText('“basil” is not marked on this page')).toBeTruthy()
})

test('keys turn the pages, keep the marks, and stop at both ends', async () => {
  const { address: where } = await open(address(2, '?q=tomatoes'))
  await lineOf('Water the')
  press('j')
  await vi.waitFor(() => expect(where()).toBe(address(3, '?q=tomatoes')))
  await vi.waitFor(() => expect(screen.getByText('Page 3 of 3')).toBeTruthy())
  press('ArrowRight')
  expect(where()).toBe(address(3, '?q=tomatoes'))
  press('ArrowLeft')
  await vi.waitFor(() => expect(where()).toBe(address(2, '?q=tomatoes')))
})

test('keys with a modifier belong to the browser', async () => {
  const { address: where } = await open()
  await lineOf('Water the')
  for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) press('j', window, more)
  expect(where()).toBe(address(2))
})

test('the ends of a document offer no further page', async () => {
  await open(address(1))
  await heading('Garden')
  expect(screen.queryByRole('link', { name: 'Previous page' })).toBeNull()
  expect(screen.getByRole('link', { name: 'Next page' }).getAttribute('href')).toBe(address(2))
})

test('zooming is said in percent, by button and by key, and 0 fits again', async () => {
  await open()
  await lineOf('Water the')
  expect(screen.getByText('100 %')).toBeTruthy()
  fireEvent.click(button('Zoom in'))
  expect(screen.getByText('125 %')).toBeTruthy()
  press('+')
  expect(screen.getByText('156 %')).toBeTruthy()
  press('-')
  fireEvent.click(button('Zoom out'))
  expect(screen.getByText('100 %')).toBeTruthy()
  press('-')
  press('0')
  expect(screen.getByText('100 %')).toBeTruthy()
})

test('a phone shows the sheet first and the text when it is asked for', async () => {
  await open()
  await lineOf('Water the')
  const pressed = () => ['The sheet', 'Text'].map((name) => button(name).getAttribute('aria-pressed'))
  expect(pressed()).toEqual(['true', 'false'])
  fireEvent.click(button('Text'))
  expect(pressed()).toEqual(['false', 'true'])
})

test('a line that gets the focus is lit, so that the keyboard does what the pointer does', async () => {
  await open()
  const line = await lineOf('Water the')
  expect(line.className).not.toContain('bg-accent-soft')
  act(() => line.focus())
  expect(line.className).toContain('bg-accent-soft')
})

test('a number that no page has says so and leads back to the pages', async () => {
  await open(address(9))
  expect(await heading('There is no page 9')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Pages' }).getAttribute('href')).toBe(
    `/dashboard/documents/${aDocumentId(0)}`,
  )
})

test('a page far back is looked for in list after list', async () => {
  const lists = [[aPage(1)], [aPage(2)], [{ ...page, id: aPageId(7), number: 7 }]]
  server.on(listPages, ({ query }) => {
    const at = Number(query.cursor ?? 0)
    return { pages: lists[at] ?? [], next_cursor: at + 1 < lists.length ? String(at + 1) : null }
  })
  server.on(getDocument, () => aDocument({ page_count: 7 }))
  await open(address(7))
  expect(await screen.findByText('Page 7 of 7')).toBeTruthy()
  expect(server.askedOf(listPages)).toHaveLength(3)
})

test('an address that is none leads nowhere and asks nothing', async () => {
  await open('/dashboard/documents/garden/pages/1')
  expect(await heading('There is nothing here')).toBeTruthy()
  expect(server.askedOf(listPages)).toEqual([])
})

test('a document that is gone is told as that', async () => {
  server.on(listPages, () => documentNotFound({ document_id: aDocumentId(0) }))
  await open()
  expect(await screen.findByText(/There is no such document/)).toBeTruthy()
})

test('a text that cannot be had leaves the sheet, and can be tried again', async () => {
  server.fails(getPage)
  await open()
  const alert = within(await screen.findByRole('alert'))
  expect(screen.getByRole('region', { name: 'The sheet' })).toBeTruthy()
  server.on(getPage, () => text)
  fireEvent.click(alert.getByRole('button', { name: 'Try again' }))
  expect(await lineOf('Water the')).toBeTruthy()
})

async function fromMenu(name: string): Promise<void> {
  await lineOf('Water the')
  fireEvent.click(button('More'))
  fireEvent.click(await screen.findByRole('menuitem', { name }))
}

test('the text can be copied, and a browser that refuses is told', async () => {
  const written: string[] = []
  let isRefused = false
  const writeText = async (value: string): Promise<void> => {
    if (isRefused) throw new DOMException('Not now', 'NotAllowedError')
    written.push(value)
  }
  Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true })
  await open()
  await fromMenu('Copy the text')
  await isSaid('The text is copied')
  expect(written).toEqual(['Water the\ntomatoes'])
  isRefused = true
  await fromMenu('Copy the text')
  await isSaid('Something went wrong inside Kinfolio. What you handed in is kept.')
})

test('a page is read again by the reader that was chosen, and a missing key is named', async () => {
  server.on(readPage, ({ body }) => {
    expect(body).toEqual({ engine: 'claude' })
    return { job_id: aJobId(1) }
  })
  await open()
  await fromMenu('Claude')
  await isSaid('The page is being read again')
  server.on(readPage, () => readerNotConfigured({ engine: 'google', missing: ['key'] }))
  await fromMenu('Google Vision')
  await isSaid('This reader needs something first: a key. Add it in the settings.')
})

test('a page that is gone when it is to be read again says so in the words of the server', async () => {
  server.on(readPage, () => pageNotFound({ page_id: aPageId(2) }))
  await open()
  await fromMenu('Offline reader')
  await isSaid('There is no such page')
})
