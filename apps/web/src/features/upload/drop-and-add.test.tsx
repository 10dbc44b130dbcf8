// @vitest-environment happy-dom
import { act, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { answerChooser } from '../../shared/intake/chooser.testing.ts'
import { intake } from '../../shared/intake/intake.ts'
import { watchUploads } from '../../shared/intake/uploads.testing.ts'
import type { Upload } from '../../shared/intake/uploads.testing.ts'
import { aCollectionId } from '../../shared/made.testing.ts'
import { closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import { AddDialog } from './add-dialog.tsx'
import { DropLayer } from './drop-layer.tsx'

let uploads: Upload[]
beforeEach(() => {
  aServer()
  uploads = watchUploads()
  freshTab()
})
afterEach(() => {
  for (const run of intake.runs()) intake.hide(run.id)
  closeTab()
})

const into = aCollectionId(6)
const layer = () => show(() => <DropLayer collectionId={into} />)

/** A drag as the window sees it; `types` says whether files are held. */
function drag(
  kind: 'dragenter' | 'dragleave' | 'dragover' | 'drop',
  { types = ['Files'], items = [] as object[] } = {},
) {
  const event = new Event(kind, { bubbles: true, cancelable: true })
  Object.defineProperty(event, 'dataTransfer', { value: { types, items, files: [] } })
  act(() => void window.dispatchEvent(event))
  return event
}
const isOffered = () => screen.queryByText('Drop to add') !== null
const fileEntry = (name: string) => ({
  webkitGetAsEntry: () => ({
    isFile: true,
    isDirectory: false,
    fullPath: `/${name}`,
    file: (found: (file: File) => void) => found(new File(['x'], name)),
  }),
})

test('files held above the window are told that they can be dropped, and no longer when they leave', async () => {
  await layer()
  expect(isOffered()).toBe(false)
  drag('dragenter')
  expect(isOffered()).toBe(true)
  drag('dragleave')
  expect(isOffered()).toBe(false)
})

test('moving from one part of the page to another does not make the offer flicker away', async () => {
  await layer()
  drag('dragenter')
  drag('dragenter')
  drag('dragleave')
  expect(isOffered()).toBe(true)
  drag('dragleave')
  expect(isOffered()).toBe(false)
})

test('a leave too many does not spoil the next drag', async () => {
  await layer()
  drag('dragleave')
  drag('dragleave')
  drag('dragenter')
  expect(isOffered()).toBe(true)
})

test('text that is dragged across is none of our business', async () => {
  await layer()
  expect(drag('dragenter', { types: ['text/plain'] }).defaultPrevented).toBe(false)
  expect(drag('dragover', { types: ['text/plain'] }).defaultPrevented).toBe(false)
  expect(drag('drop', { types: ['text/plain'] }).defaultPrevented).toBe(false)
  expect(isOffered()).toBe(false)
})

test('the browser does not open what is dropped, it is sent into the folder on screen', async () => {
  await layer()
  drag('dragenter')
  expect(drag('dragover').defaultPrevented).toBe(true)
  expect(drag('drop', { items: [fileEntry('a.pdf'), fileEntry('b.rm')] }).defaultPrevented).toBe(true)
  await vi.waitFor(() => expect(uploads[0]?.paths()).toEqual(['a.pdf', 'b.rm']))
  expect(isOffered()).toBe(false)
  expect(uploads[0]?.url).toContain(into)
})

test('a drop that cannot be read says so', async () => {
  await layer()
  const broken = { webkitGetAsEntry: () => ({ isFile: true, isDirectory: false, fullPath: '/a', file: fails }) }
  drag('drop', { items: [broken] })
  await isSaid('Something went wrong inside Kinfolio. What you handed in is kept.')
  expect(uploads).toEqual([])
})
const fails = (_: unknown, failed: (error: Error) => void) => failed(new DOMException('gone', 'NotFoundError'))

test('after the layer is gone, nothing listens any more', async () => {
  const { unmount } = await layer()
  unmount()
  expect(drag('drop', { items: [fileEntry('a.pdf')] }).defaultPrevented).toBe(false)
  expect(uploads).toEqual([])
})

test.each([
  ['Choose files', false],
  ['Choose a folder', true],
])('“%s” opens the right chooser, and what is chosen is sent', async (name, isFolder) => {
  let isClosed = false
  await show(() => <AddDialog collectionId={into} onClose={() => (isClosed = true)} />)
  const chooser = answerChooser([['a.pdf', 'x']])
  fireEvent.click(await screen.findByRole('button', { name }))
  await vi.waitFor(() => expect(uploads[0]?.paths()).toEqual(['a.pdf']))
  expect([chooser.isFolder, isClosed]).toEqual([isFolder, true])
})

test('a chooser that is closed again leaves the dialog open and sends nothing', async () => {
  let isClosed = false
  await show(() => <AddDialog collectionId={null} onClose={() => (isClosed = true)} />)
  answerChooser([])
  fireEvent.click(await screen.findByRole('button', { name: 'Choose files' }))
  await act(async () => undefined)
  expect([isClosed, uploads.length]).toEqual([false, 0])
})

test('the dialog says what can be added before anything is chosen', async () => {
  await show(() => <AddDialog collectionId={null} onClose={() => undefined} />)
  expect(await screen.findByRole('dialog', { name: 'Add pages' })).toBeTruthy()
  expect(screen.getByText(/PDF, EPUB, photos and single pages/)).toBeTruthy()
})
