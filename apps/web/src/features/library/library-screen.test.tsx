// @vitest-environment happy-dom
import {
  addDemo,
  changeCollection,
  changeDocument,
  collectionCycle,
  collectionNotFound,
  createCollection,
  documentNotFound,
  listCollections,
  listDocuments,
  storageFull,
} from '@kinfolio/contracts'
import type { Collection, Document } from '@kinfolio/contracts'
import { act, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { answerChooser } from '../../shared/intake/chooser.testing.ts'
import { intake } from '../../shared/intake/intake.ts'
import { watchUploads } from '../../shared/intake/uploads.testing.ts'
import { aCollectionId, aDocument, aDocumentId, aFolder, aJobId, aProgress } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { CollectionScreen, LibraryScreen } from './library-screen.tsx'

let server: FakeServer
let folders: Collection[]
let documents: Document[]
const trips = aFolder(1, 'Trips')
const rome = aFolder(2, 'Rome', trips.id)
const garden = aDocument({ title: 'Garden', updated_at: new Date(Date.now() - 3_600_000).toISOString() })

beforeEach(() => {
  server = aServer()
  freshTab()
  folders = [trips, rome]
  documents = [garden]
  server.on(listCollections, () => ({ collections: folders, next_cursor: null }))
  server.on(listDocuments, () => ({ documents, next_cursor: null }))
})
afterEach(() => {
  for (const run of intake.runs()) intake.hide(run.id)
  closeTab()
})

const library = () => show(LibraryScreen)
const folder = (id: string) =>
  show(CollectionScreen, { path: '/dashboard/collections/$id', at: `/dashboard/collections/${id}` })
const link = (name: string) => screen.findByRole('link', { name })
async function fromMenuOf(title: string, entry: string): Promise<void> {
  await link(title)
  fireEvent.click(button(`Actions for ${title}`))
  fireEvent.click(await screen.findByRole('menuitem', { name: entry }))
}

test('folders and documents at the top lead to what they hold', async () => {
  await library()
  expect((await link('Trips')).getAttribute('href')).toBe(`/dashboard/collections/${trips.id}`)
  expect((await link('Garden')).getAttribute('href')).toBe(`/dashboard/documents/${garden.id}`)
  expect(screen.queryByRole('link', { name: 'Rome' })).toBeNull()
  expect(server.askedOf(listDocuments)[0]?.url).toContain('collection_id=root')
})

test('a document says how many pages it has, when it changed, and how far it is', async () => {
  documents = [{ ...garden, progress: aProgress({ drawn: 20, read: 5 }) }]
  await library()
  const card = within((await screen.findByRole('heading', { name: 'Garden' })).closest('article') ?? document.body)
  expect(card.getByText(/20 pages · 1 hour ago/)).toBeTruthy()
  expect(card.getByRole('progressbar', { name: '5 of 20 pages read' }).getAttribute('value')).toBe('5')
})

test('a document without pages does not count them', async () => {
  documents = [{ ...garden, page_count: 0 }]
  await library()
  expect(await screen.findByText(/No pages · /)).toBeTruthy()
  expect(screen.queryByRole('progressbar')).toBeNull()
})

test('a document whose pages need a look says so in words', async () => {
  documents = [{ ...garden, progress: aProgress({ drawn: 19, draw_failed: 1, read: 19 }) }]
  await library()
  expect(await screen.findByText('1 page needs a look')).toBeTruthy()
})

test('until the library is there, its place is held and said to be loading', async () => {
  server.on(listDocuments, () => new Promise(() => undefined))
  await library()
  expect(screen.getByLabelText('Loading')).toBeTruthy()
  expect(screen.queryByRole('heading', { name: 'Drop your notebooks here' })).toBeNull()
})

test('an empty library says what belongs here and offers the way', async () => {
  folders = []
  documents = []
  await library()
  expect(await screen.findByRole('heading', { name: 'Drop your notebooks here' })).toBeTruthy()
  expect([button('Choose files').disabled, button('Choose a folder').disabled]).toEqual([false, false])
})

test('what is chosen on the empty screen is sent', async () => {
  folders = []
  documents = []
  const uploads = watchUploads()
  await library()
  await screen.findByRole('heading', { name: 'Drop your notebooks here' })
  answerChooser([['a.pdf', 'x']])
  fireEvent.click(button('Choose files'))
  await vi.waitFor(() => expect(uploads[0]?.paths()).toEqual(['a.pdf']))
})

test('the demo is added with one press, which cannot be pressed twice', async () => {
  folders = []
  documents = []
  let finish: () => void = () => undefined
  server.on(addDemo, async () => {
    await new Promise<void>((resolve) => (finish = resolve))
    documents = [garden]
    return { job_id: aJobId(1), documents: [] }
  })
  await library()
  fireEvent.click(await screen.findByRole('button', { name: 'Add the demo' }))
  await vi.waitFor(() => expect(button('Adding the demo…').disabled).toBe(true))
  await act(async () => finish())
  await isSaid('The demo is on its way')
  expect(await link('Garden')).toBeTruthy()
})

test('a server without room says that nothing of the demo was added', async () => {
  folders = []
  documents = []
  server.on(addDemo, () => storageFull({}))
  await library()
  fireEvent.click(await screen.findByRole('button', { name: 'Add the demo' }))
  await isSaid('The server has no room left. Nothing was added.')
  await vi.waitFor(() => expect(button('Add the demo').disabled).toBe(false))
})

test('an empty folder says how something comes into it', async () => {
  documents = []
  await folder(rome.id)
  expect(await screen.findByRole('heading', { name: 'This folder is empty' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Add the demo' })).toBeNull()
})

test('a folder shows the way down to it, and each step leads there', async () => {
  await folder(rome.id)
  expect(await screen.findByRole('heading', { name: 'Rome', level: 1 })).toBeTruthy()
  const path = within(screen.getByRole('navigation', { name: 'Folder path' })).getAllByRole('link')
  expect(path.map((step) => [step.textContent, step.getAttribute('href')])).toEqual([
    ['Library', '/dashboard'],
    ['Trips', `/dashboard/collections/${trips.id}`],
  ])
  expect(server.askedOf(listDocuments)[0]?.url).toContain(`collection_id=${rome.id}`)
})

test.each([['no id at all'], [aCollectionId(99)]])('a folder that is not there (%s) says so', async (id) => {
  await folder(id)
  expect(await screen.findByRole('heading', { name: 'There is nothing here' })).toBeTruthy()
})

test('a library that cannot be had can be tried again, without the empty screen in between', async () => {
  server.fails(listDocuments)
  await library()
  const alert = within(await screen.findByRole('alert'))
  expect(screen.queryByRole('heading', { name: 'Drop your notebooks here' })).toBeNull()
  server.on(listDocuments, () => ({ documents, next_cursor: null }))
  fireEvent.click(alert.getByRole('button', { name: 'Try again' }))
  expect(await link('Garden')).toBeTruthy()
})

test('a library whose folders cannot be had is not called empty', async () => {
  documents = []
  server.fails(listCollections)
  await library()
  expect(await screen.findByRole('alert')).toBeTruthy()
  expect(screen.queryByRole('heading', { name: 'Drop your notebooks here' })).toBeNull()
})

test('folders of more than one list are all there', async () => {
  server.on(listCollections, ({ query }) =>
    query.cursor === undefined
      ? { collections: [trips], next_cursor: 'more' }
      : { collections: [aFolder(7, 'Work')], next_cursor: null },
  )
  await library()
  expect(await link('Work')).toBeTruthy()
})

test('more documents come when they are asked for', async () => {
  server.on(listDocuments, ({ query }) =>
    query.cursor === undefined
      ? { documents: [garden], next_cursor: 'more' }
      : { documents: [aDocument({ id: aDocumentId(2), title: 'Kitchen' })], next_cursor: null },
  )
  await library()
  await link('Garden')
  fireEvent.click(button('Show more'))
  expect(await link('Kitchen')).toBeTruthy()
})

async function nameIn(dialog: string, title: string): Promise<HTMLElement> {
  const shown = await screen.findByRole('dialog', { name: dialog })
  fireEvent.change(within(shown).getByRole('textbox'), { target: { value: title } })
  return shown
}

test('a new folder is made where the person is, under the name without its edges', async () => {
  const made = aFolder(9, 'Letters', trips.id)
  server.on(createCollection, ({ body }) => {
    expect(body).toEqual({ title: 'Letters', parent_id: trips.id })
    folders = [...folders, made]
    return made
  })
  await folder(trips.id)
  fireEvent.click(await screen.findByRole('button', { name: 'New folder' }))
  const dialog = await nameIn('New folder', '  Letters ')
  fireEvent.click(within(dialog).getByRole('button', { name: 'Create' }))
  expect(await link('Letters')).toBeTruthy()
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('a folder needs a name, and spaces are none', async () => {
  await library()
  fireEvent.click(await screen.findByRole('button', { name: 'New folder' }))
  const dialog = await nameIn('New folder', '   ')
  expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Create' }).disabled).toBe(true)
})

test('a folder that cannot be made keeps the name that was typed', async () => {
  server.on(createCollection, () => collectionNotFound({ collection_id: trips.id }))
  await library()
  fireEvent.click(await screen.findByRole('button', { name: 'New folder' }))
  const dialog = await nameIn('New folder', 'Letters')
  fireEvent.click(within(dialog).getByRole('button', { name: 'Create' }))
  await isSaid('This folder is no longer there. Choose another one.')
  expect(within(dialog).getByRole<HTMLInputElement>('textbox').value).toBe('Letters')
})

/** A server that keeps what it is told about the garden. */
function keepsChanges(): void {
  server.on(changeDocument, ({ body }) => {
    const changed: Document = {
      ...documents[0],
      ...garden,
      ...(body.title === undefined ? {} : { title: body.title }),
      ...(body.collection_id === undefined ? {} : { collection_id: body.collection_id }),
      ...(body.is_trashed === undefined ? {} : { is_trashed: body.is_trashed }),
      ...(body.is_archived === undefined ? {} : { archived_at: body.is_archived ? '2026-11-01T00:00:00Z' : null }),
    }
    const isElsewhere = changed.is_trashed || changed.archived_at !== null || changed.collection_id !== null
    documents = isElsewhere ? [] : [changed]
    return changed
  })
}
const bodies = () => server.askedOf(changeDocument).map(({ body }) => body)

test('a document is renamed, and the old name is one press away', async () => {
  keepsChanges()
  await library()
  await fromMenuOf('Garden', 'Rename')
  const dialog = await nameIn('Rename', 'Orchard')
  fireEvent.click(within(dialog).getByRole('button', { name: 'Rename' }))
  await isSaid('Renamed to “Orchard”')
  expect(await link('Orchard')).toBeTruthy()
  fireEvent.click(button('Undo'))
  expect(await link('Garden')).toBeTruthy()
  expect(bodies()).toEqual([{ title: 'Orchard' }, { title: 'Garden' }])
})

test('the dialog for a new name begins with the old one', async () => {
  await library()
  await fromMenuOf('Garden', 'Rename')
  const dialog = await screen.findByRole('dialog', { name: 'Rename' })
  expect(within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'New name' }).value).toBe('Garden')
})

test('a document is put in the trash without a question, and taken out again with one press', async () => {
  keepsChanges()
  await library()
  await fromMenuOf('Garden', 'Move to trash')
  await isSaid('“Garden” is in the trash')
  fireEvent.click(button('Undo'))
  expect(await link('Garden')).toBeTruthy()
  expect(bodies()).toEqual([{ is_trashed: true }, { is_trashed: false }])
})

test('a document is put into the archive, and is back with one press', async () => {
  keepsChanges()
  await library()
  await fromMenuOf('Garden', 'Put into the archive')
  await isSaid('“Garden” is in the archive')
  expect(screen.queryByRole('link', { name: 'Garden' })).toBeNull()
  fireEvent.click(button('Undo'))
  expect(await link('Garden')).toBeTruthy()
  expect(bodies()).toEqual([{ is_archived: true }, { is_archived: false }])
})

test('the library leads to the archive and to the trash', async () => {
  await library()
  expect((await link('Archive')).getAttribute('href')).toBe('/dashboard/archive')
  expect((await link('Trash')).getAttribute('href')).toBe('/dashboard/trash')
})

test('a document moves into a folder of the tree, and not to where it is already', async () => {
  keepsChanges()
  await library()
  await fromMenuOf('Garden', 'Move to…')
  const dialog = within(await screen.findByRole('dialog', { name: 'Move “Garden”' }))
  const places = dialog.getAllByRole<HTMLButtonElement>('button').filter((each) => each.closest('li') !== null)
  expect(places.map((place) => [place.textContent, place.disabled])).toEqual([
    ['Library (no folder)', true],
    ['Trips', false],
    ['Rome', false],
  ])
  fireEvent.click(dialog.getByRole('button', { name: 'Rome' }))
  await isSaid('“Garden” was moved')
  expect(bodies()).toEqual([{ collection_id: rome.id }])
  fireEvent.click(button('Undo'))
  await vi.waitFor(() => expect(bodies().at(-1)).toEqual({ collection_id: null }))
})

test('a folder is not offered itself or what it holds, and a circle is refused in words', async () => {
  server.on(changeCollection, () => collectionCycle({}))
  folders = [trips, rome, aFolder(3, 'Work')]
  await library()
  await fromMenuOf('Trips', 'Move to…')
  const dialog = within(await screen.findByRole('dialog', { name: 'Move “Trips”' }))
  expect(dialog.queryByRole('button', { name: 'Rome' })).toBeNull()
  fireEvent.click(dialog.getByRole('button', { name: 'Work' }))
  await isSaid('A folder cannot be moved into itself. It stays where it is.')
  expect(screen.getByRole('dialog', { name: 'Move “Trips”' })).toBeTruthy()
})

test('a change to a document that is gone says so and offers no undo', async () => {
  server.on(changeDocument, () => documentNotFound({ document_id: garden.id }))
  await library()
  await fromMenuOf('Garden', 'Move to trash')
  await isSaid('This document is not here')
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
})
