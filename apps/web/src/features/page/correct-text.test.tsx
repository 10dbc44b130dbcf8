// @vitest-environment happy-dom
import {
  correctPage,
  getDocument,
  getPage,
  listPages,
  listReadings,
  pageChanged,
  pageNotFound,
  readingId,
  readingNotFound,
  restoreReading,
  sha256,
} from '@kinfolio/contracts'
import type { PageText } from '@kinfolio/contracts'
import { act, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aDocument, aDocumentId, aLine, aPage, aReading, uuid } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, saidBelow, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { PageScreen } from './page-screen.tsx'

let server: FakeServer
const page = aPage(1, { ocr_status: 'completed' })
const newer = sha256.parse('b'.repeat(64))
const textOf = (...lines: string[]): PageText => ({
  page,
  text: lines.join('\n'),
  lines: lines.map((line) => aLine(line)),
  language: null,
  reading: aReading(),
})

beforeEach(() => {
  server = aServer()
  freshTab()
  server.on(getDocument, () => aDocument({ id: aDocumentId(0), page_count: 1 }))
  server.on(listPages, () => ({ pages: [page], next_cursor: null }))
  server.on(getPage, () => textOf('Water the', 'tomatos'))
  server.on(listReadings, () => ({ readings: [aReading()] }))
})
afterEach(closeTab)

async function correct(): Promise<void> {
  const at = `/dashboard/documents/${aDocumentId(0)}/pages/1`
  await show(PageScreen, { path: '/dashboard/documents/$id/pages/$number', at })
  fireEvent.click(await screen.findByRole('button', { name: 'Correct the text' }))
}
const line = (number: number) => screen.getByRole<HTMLTextAreaElement>('textbox', { name: `Line ${number}` })
const lines = () => screen.getAllByRole<HTMLTextAreaElement>('textbox').map(({ value }) => value)
const type = (number: number, value: string) => fireEvent.change(line(number), { target: { value } })
/** Presses a key in a line with the cursor at a place. */
function press(number: number, { at, ...keys }: { key: string; at: number; ctrlKey?: boolean }): void {
  line(number).focus()
  line(number).setSelectionRange(at, at)
  fireEvent.keyDown(line(number), keys)
}
const isOver = () => vi.waitFor(() => expect(screen.queryByRole('textbox')).toBeNull())

test('each line is a field of its own, under its number', async () => {
  await correct()
  expect(lines()).toEqual(['Water the', 'tomatos'])
  expect(screen.getByRole('heading', { name: 'Correct the text' })).toBeTruthy()
})

test('the key e opens the correction, but not while somebody types an e', async () => {
  const at = `/dashboard/documents/${aDocumentId(0)}/pages/1`
  await show(PageScreen, { path: '/dashboard/documents/$id/pages/$number', at })
  await screen.findByRole('button', { name: 'tomatos' })
  fireEvent.keyDown(window, { key: 'e' })
  type(1, 'Water them')
  const isLeftToTheField = fireEvent.keyDown(line(1), { key: 'e' })
  expect(isLeftToTheField).toBe(true)
  expect(lines()).toEqual(['Water them', 'tomatos'])
})

test('saving sends what was seen and what was meant, and shows the answer', async () => {
  server.on(correctPage, ({ body }) => {
    expect(body.version).toBe(page.version)
    expect(body.lines.map(({ text, box }) => [text, box !== null])).toEqual([
      ['Water the', true],
      ['tomatoes', true],
    ])
    return textOf('Water the', 'tomatoes')
  })
  await correct()
  type(2, ' tomatoes ')
  fireEvent.click(button('Save'))
  await isSaid('Your correction is saved')
  await isOver()
  expect(screen.getByRole('button', { name: 'tomatoes' })).toBeTruthy()
})

test('a saved correction can be undone: the reading before it is brought back', async () => {
  server.on(correctPage, () => textOf('Water the', 'tomatoes'))
  server.on(restoreReading, ({ params }) => {
    expect(params.reading_id).toBe(aReading().id)
    return textOf('Water the', 'tomatos')
  })
  await correct()
  type(2, 'tomatoes')
  fireEvent.click(button('Save'))
  await isSaid('Your correction is saved')
  fireEvent.click(button('Undo'))
  await isSaid('The earlier reading is back')
  expect(await screen.findByRole('button', { name: 'tomatos' })).toBeTruthy()
})

test('a first text, which no reading came before, offers no undo', async () => {
  server.on(getPage, () => ({ ...textOf('Water the'), reading: null }))
  server.on(correctPage, () => textOf('Water them'))
  await correct()
  type(1, 'Water them')
  fireEvent.click(button('Save'))
  await isSaid('Your correction is saved')
  await isOver()
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
})

test('Enter splits a line and takes the cursor along, Backspace at its beginning joins it again', async () => {
  await correct()
  press(1, { key: 'Enter', at: 6 })
  expect(lines()).toEqual(['Water', 'the', 'tomatos'])
  expect(document.activeElement).toBe(line(2))
  press(2, { key: 'Backspace', at: 0 })
  expect(lines()).toEqual(['Water the', 'tomatos'])
  expect(document.activeElement).toBe(line(1))
})

test('Backspace within a line, and in the first, only deletes letters', async () => {
  await correct()
  press(2, { key: 'Backspace', at: 3 })
  press(1, { key: 'Backspace', at: 0 })
  expect(lines()).toEqual(['Water the', 'tomatos'])
})

test('Enter that ends the choice of a character does not split the line', async () => {
  await correct()
  line(1).setSelectionRange(3, 3)
  fireEvent.keyDown(line(1), { key: 'Enter', isComposing: true })
  expect(lines()).toEqual(['Water the', 'tomatos'])
})

test('Ctrl and Enter saves from within a line', async () => {
  server.on(correctPage, () => textOf('Water the', 'tomatos'))
  await correct()
  press(1, { key: 'Enter', at: 3, ctrlKey: true })
  await isSaid('Your correction is saved')
})

test('pasted line breaks become spaces: a field is one line', async () => {
  await correct()
  type(1, 'Water\nthe')
  expect(lines()[0]).toBe('Water the')
})

test('undo goes back step by step and is off when there is nothing to undo', async () => {
  await correct()
  expect(button('Undo').disabled).toBe(true)
  type(1, 'Watered')
  fireEvent.click(button('Add a line'))
  expect(lines()).toEqual(['Watered', 'tomatos', ''])
  fireEvent.click(button('Undo'))
  fireEvent.click(button('Undo'))
  expect(lines()).toEqual(['Water the', 'tomatos'])
  expect(button('Undo').disabled).toBe(true)
})

test.each(['Cancel', 'Escape'])('%s leaves without sending anything', async (way) => {
  await correct()
  type(1, 'something else')
  if (way === 'Cancel') fireEvent.click(button('Cancel'))
  else press(1, { key: 'Escape', at: 0 })
  await isOver()
  expect(server.askedOf(correctPage)).toEqual([])
  expect(screen.getByRole('button', { name: 'Water the' })).toBeTruthy()
})

test('while it is being saved the button says so and cannot be pressed twice', async () => {
  let finish: (text: PageText) => void = () => undefined
  server.on(correctPage, () => new Promise<PageText>((resolve) => (finish = resolve)))
  await correct()
  fireEvent.click(button('Save'))
  await vi.waitFor(() => expect(button('Saving…').disabled).toBe(true))
  await act(async () => finish(textOf('Water the')))
  await isOver()
})

test('a page that was written on meanwhile keeps the correction, and saves it only once it was looked at', async () => {
  const versions: string[] = []
  server.on(correctPage, ({ body }) => {
    versions.push(body.version)
    return body.version === newer ? textOf('Water the', 'tomatoes') : pageChanged({ version: newer })
  })
  await correct()
  type(2, 'tomatoes')
  fireEvent.click(button('Save'))
  const alert = within(await screen.findByRole('alert'))
  expect(alert.getByText('The page was written on meanwhile')).toBeTruthy()
  expect(alert.getByText(/Your correction is still here and not saved/)).toBeTruthy()
  expect(lines()).toEqual(['Water the', 'tomatoes'])
  server.on(getPage, () => ({ ...textOf('Water the', 'tomatos'), page: { ...page, version: newer } }))
  fireEvent.click(alert.getByRole('button', { name: 'Show the new page' }))
  await vi.waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  expect(lines()).toEqual(['Water the', 'tomatoes'])
  fireEvent.click(button('Save'))
  await isSaid('Your correction is saved')
  expect(versions).toEqual([page.version, newer])
})

test('a page that is gone, and a server that is away, keep what was typed', async () => {
  server.on(correctPage, () => pageNotFound({ page_id: page.id }))
  await correct()
  type(2, 'tomatoes')
  fireEvent.click(button('Save'))
  expect(await screen.findByText(/what it named lies in the trash/)).toBeTruthy()
  server.isAway(correctPage)
  fireEvent.click(button('Save'))
  expect(await screen.findByText(/Kinfolio cannot be reached/)).toBeTruthy()
  expect(lines()).toEqual(['Water the', 'tomatoes'])
  expect(saidBelow()).toEqual([])
})

async function history(): Promise<HTMLElement> {
  const at = `/dashboard/documents/${aDocumentId(0)}/pages/1`
  await show(PageScreen, { path: '/dashboard/documents/$id/pages/$number', at })
  await screen.findByRole('button', { name: 'tomatos' })
  fireEvent.click(button('More'))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'History of readings' }))
  return screen.findByRole('dialog', { name: 'History of readings' })
}
const older = aReading({
  id: readingId.parse(uuid(8)),
  engine: 'claude',
  is_current: false,
  text: 'Water the potatoes',
})

test('the history shows every reading, which one is shown, and what each one read', async () => {
  const blank = aReading({ id: readingId.parse(uuid(7)), is_current: false, outcome: 'blank', text: '' })
  const failed = aReading({ id: readingId.parse(uuid(6)), is_current: false, outcome: 'unreadable', text: '' })
  server.on(listReadings, () => ({ readings: [aReading(), older, blank, failed] }))
  const dialog = within(await history())
  expect(await dialog.findByText('Shown now')).toBeTruthy()
  expect(dialog.getByText('Water the potatoes')).toBeTruthy()
  expect([dialog.getByText('Blank'), dialog.getByText('Nothing could be read')]).toHaveLength(2)
  expect(dialog.getAllByRole('button', { name: 'Bring back' })).toHaveLength(3)
})

test('an earlier reading is brought back, or said to be gone', async () => {
  server.on(listReadings, () => ({ readings: [aReading(), older] }))
  server.on(restoreReading, ({ params }) => {
    expect(params).toEqual({ page_id: page.id, reading_id: older.id })
    return textOf('Water the potatoes')
  })
  const dialog = within(await history())
  fireEvent.click(await dialog.findByRole('button', { name: 'Bring back' }))
  await isSaid('The earlier reading is back')
  server.on(restoreReading, () => readingNotFound({ reading_id: older.id }))
  fireEvent.click(await dialog.findByRole('button', { name: 'Bring back' }))
  await isSaid('This reading is no longer there.')
})
