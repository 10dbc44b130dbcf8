// @vitest-environment happy-dom
import { changeDocument, getRetention, listDocuments, notAllowed } from '@kinfolio/contracts'
import type { Document } from '@kinfolio/contracts'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aDocument, aDocumentId } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, isSaid, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { ArchiveScreen } from './archive-screen.tsx'

const SINCE = '2026-11-01T00:00:00Z'
let server: FakeServer
let documents: Document[]
let days: number | null
beforeEach(() => {
  server = aServer()
  freshTab()
  days = null
  documents = [aDocument({ archived_at: SINCE })]
  server.on(listDocuments, ({ query }) => {
    expect([query.is_archived, query.is_trashed, query.collection_id]).toEqual([true, false, undefined])
    return { documents, next_cursor: null }
  })
  server.on(getRetention, () => ({ trash_days: 30, archive_days: days }))
})
afterEach(closeTab)
const open = () => show(ArchiveScreen, { path: '/dashboard/archive' })
const pick = async (title: string, entry: string): Promise<void> => {
  await screen.findByRole('link', { name: title })
  fireEvent.click(button(`Actions for ${title}`))
  fireEvent.click(await screen.findByRole('menuitem', { name: entry }))
}

test('what comes back from the archive is gone from it, and can be put there again', async () => {
  const sent: unknown[] = []
  server.on(changeDocument, ({ body }) => {
    sent.push(body)
    const document = aDocument({ archived_at: body.is_archived === true ? SINCE : null })
    documents = body.is_archived === true ? [document] : []
    return document
  })
  await open()
  await pick('Garden', 'Bring back from the archive')
  await isSaid('“Garden” is back in the library')
  expect(await screen.findByText('The archive is empty')).toBeTruthy()
  fireEvent.click(button('Undo'))
  expect(await screen.findByRole('link', { name: 'Garden' })).toBeTruthy()
  expect(sent).toEqual([{ is_archived: false }, { is_archived: true }])
})

test.each([
  [null, 'What you put aside lies here. Nothing here is deleted, and search finds it.'],
  [90, 'What nobody has opened or changed for 90 days comes here. Nothing here is deleted.'],
])('where the space says %s days, the archive says how things come to it', async (chosen, words) => {
  days = chosen
  await open()
  expect(await screen.findByText(words)).toBeTruthy()
})

test('an empty archive says how something is put there', async () => {
  documents = []
  await open()
  expect(await screen.findByText('The archive is empty')).toBeTruthy()
  expect(screen.getByText(/Put a document here from its menu/)).toBeTruthy()
})

test('a document in the archive can do everything that it can in the library', async () => {
  await open()
  await screen.findByRole('link', { name: 'Garden' })
  fireEvent.click(button('Actions for Garden'))
  await screen.findByRole('menuitem', { name: 'Rename' })
  expect(screen.getAllByRole('menuitem').map(({ textContent }) => textContent)).toEqual([
    'Rename',
    'Move to…',
    'Bring back from the archive',
    'Move to trash',
  ])
})

test('who may not change documents is told so, and the document stays where it is', async () => {
  server.on(changeDocument, () => notAllowed({ action: 'change documents' }))
  await open()
  await pick('Garden', 'Bring back from the archive')
  await waitFor(() => expect(server.askedOf(changeDocument)).toHaveLength(1))
  expect(screen.getByRole('link', { name: 'Garden' })).toBeTruthy()
})

test('an archive that cannot be shown says so, and is asked for again', async () => {
  server.on(listDocuments, () => {
    throw new TypeError('no connection')
  })
  await open()
  const again = await screen.findByRole('button', { name: 'Try again' })
  server.on(listDocuments, () => ({ documents, next_cursor: null }))
  fireEvent.click(again)
  expect(await screen.findByRole('link', { name: 'Garden' })).toBeTruthy()
})

test('more of a long archive comes when it is asked for', async () => {
  server.on(listDocuments, ({ query }) =>
    query.cursor === 'more'
      ? { documents: [aDocument({ id: aDocumentId(2), title: 'Attic', archived_at: SINCE })], next_cursor: null }
      : { documents, next_cursor: 'more' },
  )
  await open()
  fireEvent.click(await screen.findByRole('button', { name: 'Show more' }))
  expect(await screen.findByRole('link', { name: 'Attic' })).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Garden' })).toBeTruthy()
})
