// @vitest-environment happy-dom
import { changeCollection, changeDocument, listCollections, listDocuments } from '@kinfolio/contracts'
import type { Collection, Document } from '@kinfolio/contracts'
import { fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aDocument, aFolder } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { TrashScreen } from './trash-screen.tsx'

let server: FakeServer
let documents: Document[]
let folders: Collection[]
beforeEach(() => {
  server = aServer()
  freshTab()
  documents = [aDocument({ is_trashed: true })]
  folders = [{ ...aFolder(1, 'Old trips'), is_trashed: true }, aFolder(2, 'Trips')]
  server.on(listDocuments, ({ query }) => {
    expect(query.is_trashed).toBe(true)
    return { documents, next_cursor: null }
  })
  server.on(listCollections, () => ({ collections: folders, next_cursor: null }))
})
afterEach(closeTab)
const open = () => show(TrashScreen, { path: '/dashboard/trash' })

test('the trash holds the documents and the folders that were put away, and no others', async () => {
  await open()
  expect(await screen.findByRole('link', { name: 'Garden' })).toBeTruthy()
  expect(await screen.findByRole('link', { name: 'Old trips' })).toBeTruthy()
  expect(screen.queryByRole('link', { name: 'Trips' })).toBeNull()
})

test('what lies in the trash can be restored, and nothing else', async () => {
  server.on(changeDocument, ({ body }) => {
    expect(body).toEqual({ is_trashed: false })
    documents = []
    return aDocument()
  })
  await open()
  await screen.findByRole('link', { name: 'Garden' })
  fireEvent.click(button('Actions for Garden'))
  await screen.findByRole('menuitem', { name: 'Restore' })
  expect(screen.getAllByRole('menuitem').map((entry) => entry.textContent)).toEqual(['Restore'])
  fireEvent.click(screen.getByRole('menuitem', { name: 'Restore' }))
  await isSaid('“Garden” is back')
})

test('a folder is restored with what it holds', async () => {
  server.on(changeCollection, ({ body }) => {
    expect(body).toEqual({ is_trashed: false })
    folders = [aFolder(1, 'Old trips')]
    return aFolder(1, 'Old trips')
  })
  await open()
  await screen.findByRole('link', { name: 'Old trips' })
  fireEvent.click(button('Actions for Old trips'))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Restore' }))
  await isSaid('“Old trips” is back')
})

test('an empty trash says that nothing is deleted by itself', async () => {
  documents = []
  folders = []
  await open()
  expect(await screen.findByRole('heading', { name: 'The trash is empty' })).toBeTruthy()
  expect(screen.getByText(/Kinfolio does not delete by itself/)).toBeTruthy()
})

test.each([
  ['documents', listDocuments],
  ['folders', listCollections],
])('a trash whose %s cannot be had is not called empty', async (_, route) => {
  documents = []
  server.fails(route)
  await open()
  expect(await screen.findByRole('alert')).toBeTruthy()
  expect(screen.queryByRole('heading', { name: 'The trash is empty' })).toBeNull()
})
