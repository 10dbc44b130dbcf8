// @vitest-environment happy-dom
import {
  changeCollection,
  changeDocument,
  emptyTrash,
  eraseCollection,
  eraseDocument,
  getMe,
  getRetention,
  listCollections,
  listDocuments,
  notInTrash,
} from '@kinfolio/contracts'
import type { Collection, Document } from '@kinfolio/contracts'
import { fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aDocument, aFolder, aJobId } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aPersonalSpace, aPerson, aServer } from '../../shared/server.testing.ts'
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
  server.on(getRetention, () => ({ trash_days: 30, archive_days: null }))
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

test('what lies in the trash can be restored or deleted for good, and nothing else', async () => {
  server.on(changeDocument, ({ body }) => {
    expect(body).toEqual({ is_trashed: false })
    documents = []
    return aDocument()
  })
  await open()
  await screen.findByRole('link', { name: 'Garden' })
  fireEvent.click(button('Actions for Garden'))
  await screen.findByRole('menuitem', { name: 'Restore' })
  expect(screen.getAllByRole('menuitem').map((entry) => entry.textContent)).toEqual(['Restore', 'Delete for good…'])
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

test('an empty trash says that what comes here stays for a while', async () => {
  documents = []
  folders = []
  await open()
  expect(await screen.findByRole('heading', { name: 'The trash is empty' })).toBeTruthy()
  expect(screen.getByText(/can be restored until its days are over/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Empty the trash…' })).toBeNull()
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

test('days are told for each', async () => {
  const trashed_at = new Date(Date.now() - 27.5 * 86_400_000).toISOString()
  documents = [aDocument({ is_trashed: true, trashed_at })]
  await open()
  expect(await screen.findByText(/Deleted in 3 days/)).toBeTruthy()
  expect(screen.getByText('Things stay here for 30 days, then they are deleted for good.')).toBeTruthy()
})

test('no days are told where the space keeps its trash', async () => {
  documents = [aDocument({ is_trashed: true, trashed_at: new Date().toISOString() })]
  server.on(getRetention, () => ({ trash_days: null, archive_days: null }))
  await open()
  expect(await screen.findByText('Things stay here until somebody restores or deletes them.')).toBeTruthy()
  expect(screen.queryByText(/Deleted in/)).toBeNull()
})

test('a document is deleted for good once that was confirmed, and not before', async () => {
  const erased: unknown[] = []
  server.on(eraseDocument, ({ params }) => {
    erased.push(params.document_id)
    documents = []
    return {}
  })
  await open()
  await screen.findByRole('link', { name: 'Garden' })
  fireEvent.click(button('Actions for Garden'))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete for good…' }))
  expect(await screen.findByText(/This cannot be undone/)).toBeTruthy()
  expect(erased).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: 'Delete for good' }))
  await isSaid('“Garden” is deleted for good')
  expect(erased).toEqual([aDocument().id])
})

test('a folder is deleted for good as well, and a refusal is said', async () => {
  server.on(eraseCollection, () => notInTrash({}))
  await open()
  await screen.findByRole('link', { name: /Old trips/ })
  fireEvent.click(button('Actions for Old trips'))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete for good…' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Delete for good' }))
  await isSaid('Only what lies in the trash can be deleted for good.')
})

test('the whole trash is emptied by who may, after a confirmation', async () => {
  let asked = 0
  server.on(emptyTrash, () => {
    asked += 1
    return { job_id: aJobId(1) }
  })
  await open()
  fireEvent.click(await screen.findByRole('button', { name: 'Empty the trash…' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Delete everything in it' }))
  await isSaid('The trash is being emptied. You can follow it under Jobs.')
  expect(asked).toBe(1)
})

test('who only writes restores, and deletes nothing', async () => {
  server.on(getMe, () => ({ user: aPerson, spaces: [{ ...aPersonalSpace, role: 'member' as const }] }))
  await open()
  await screen.findByRole('link', { name: 'Garden' })
  expect(screen.queryByRole('button', { name: 'Empty the trash…' })).toBeNull()
  fireEvent.click(button('Actions for Garden'))
  await screen.findByRole('menuitem', { name: 'Restore' })
  expect(screen.queryByRole('menuitem', { name: 'Delete for good…' })).toBeNull()
})
