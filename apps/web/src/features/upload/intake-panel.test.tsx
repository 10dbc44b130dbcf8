// @vitest-environment happy-dom
import {
  collectionNotFound,
  fileTooLarge,
  listDocuments,
  nothingToImport,
  refreshTokens,
  sha256,
  storageFull,
  tooManyFiles,
} from '@kinfolio/contracts'
import type { Problem } from '@kinfolio/contracts'
import { act, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { session } from '../../shared/api/client.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { intake, isSending } from '../../shared/intake/intake.ts'
import { aPicked, stored, watchUploads } from '../../shared/intake/uploads.testing.ts'
import type { Upload } from '../../shared/intake/uploads.testing.ts'
import { documentsQuery } from '../../shared/library/queries.ts'
import { aCollectionId, aDocumentId } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, show } from '../../shared/screen.testing.tsx'
import { aServer, someTokens } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { IntakePanel } from './intake-panel.tsx'

let server: FakeServer
let uploads: Upload[]
beforeEach(() => {
  server = aServer()
  uploads = watchUploads()
  freshTab()
})
afterEach(() => {
  for (const run of intake.runs()) intake.hide(run.id)
  closeTab()
})

/** Hands files in and waits until the first request is on its way. */
async function hand(paths: string[], collection: ReturnType<typeof aCollectionId> | null = null): Promise<Upload> {
  await show(IntakePanel)
  await act(async () =>
    intake.hand(
      paths.map((path) => aPicked(path)),
      { collectionId: collection },
    ),
  )
  return sent(1)
}
/** The request of this number, once it is on its way. */
async function sent(number: number): Promise<Upload> {
  await vi.waitFor(() => expect(uploads.filter(({ isSent }) => isSent)).toHaveLength(number))
  return latest()
}
function latest(): Upload {
  const upload = uploads.at(-1)
  if (upload === undefined) throw new Error('nothing was sent')
  return upload
}
const then = (change: () => void) => act(async () => change())
const panel = () => within(screen.getByRole('region', { name: 'Adding pages' }))

test('nothing is shown while nothing is on its way', async () => {
  await show(IntakePanel)
  expect(screen.queryByRole('region', { name: 'Adding pages' })).toBeNull()
})

test('handing in nothing starts nothing', async () => {
  await show(IntakePanel)
  await then(() => intake.hand([], { collectionId: null }))
  expect([uploads.length, intake.runs().length]).toEqual([0, 0])
})

test('a request carries the files by their paths, who sends them, and into which folder', async () => {
  const upload = await hand(['xochitl/1/0.rm', 'letter.pdf'], aCollectionId(3))
  expect([upload.method, upload.url]).toEqual(['POST', `/api/upload/files?collection_id=${aCollectionId(3)}`])
  expect(upload.headers).toMatchObject({
    Authorization: 'Bearer token 1',
    'X-Kinfolio-Client': 'browser',
    'X-Kinfolio-Csrf': '1',
  })
  expect(upload.paths()).toEqual(['xochitl/1/0.rm', 'letter.pdf'])
})

test('without an open folder none is named', async () => {
  expect((await hand(['a.pdf'])).url).toBe('/api/upload/files')
})

test('progress is said in bytes and as a bar, then that the server is storing', async () => {
  const upload = await hand(['a.pdf', 'b.pdf'])
  await then(() => upload.sends(5))
  expect(panel().getByText('5 byte of 20 byte')).toBeTruthy()
  expect(panel().getByText('2 files')).toBeTruthy()
  expect(panel().getByRole('progressbar').getAttribute('value')).toBe('5')
  await then(() => upload.sends(2_000))
  expect(panel().getByText('The server is storing them…')).toBeTruthy()
  expect(panel().getByRole('progressbar').getAttribute('value')).toBe('20')
})

test('one new document is told and can be opened; the lists that show it are asked again', async () => {
  server.on(listDocuments, () => ({ documents: [], next_cursor: null }))
  await queryClient.prefetchInfiniteQuery(documentsQuery('root'))
  const upload = await hand(['a.pdf'])
  await then(() => upload.answers(202, stored(4)))
  expect(panel().getByRole('heading', { name: 'Added' })).toBeTruthy()
  expect(panel().getByText('1 document added')).toBeTruthy()
  const link = panel().getByRole('link', { name: 'Open “No. 4”' })
  expect(link.getAttribute('href')).toBe(`/dashboard/documents/${aDocumentId(4)}`)
  expect(queryClient.getQueryState(documentsQuery('root').queryKey)?.isInvalidated).toBe(true)
})

test('of several documents the summary tells what became of each, and none is opened for all', async () => {
  const upload = await hand(['a', 'b', 'c'])
  const documents = (['created', 'changed', 'unchanged'] as const).map((outcome, n) => ({
    id: aDocumentId(n),
    title: outcome,
    outcome,
    page_count: 1,
    ocr_status: null,
  }))
  await then(() => upload.answers(202, stored(1, { documents })))
  expect(panel().getByText('1 document added · 1 document updated · 1 document already here, unchanged')).toBeTruthy()
  expect(panel().queryByRole('link')).toBeNull()
})

test('files that became no document are named with the reason, and that they are kept', async () => {
  const upload = await hand(['x.bin'])
  const aside = { path: 'deep/x.bin', sha256: sha256.parse('b'.repeat(64)), reason: 'Not a kind Kinfolio knows' }
  await then(() => upload.answers(202, stored(1, { documents: [], set_aside: [aside] })))
  expect(panel().getByText('1 file kept, but not shown as a document')).toBeTruthy()
  expect(panel().getByText('deep/x.bin')).toBeTruthy()
  expect(panel().getByText('Not a kind Kinfolio knows')).toBeTruthy()
  expect(panel().getByText(/Their bytes are safe on the server/)).toBeTruthy()
})

test('cancelling ends the request, says what arrived, and the rest can be sent after all', async () => {
  const upload = await hand(['a.pdf'])
  fireEvent.click(button('Cancel'))
  expect(upload.isAborted).toBe(true)
  await screen.findByRole('heading', { name: 'Cancelled' })
  expect(panel().getByRole('heading', { name: 'Cancelled' })).toBeTruthy()
  expect(panel().getByText('0 of 1 file arrived and are kept. Try again sends only the rest.')).toBeTruthy()
  fireEvent.click(button('Try again'))
  const again = await sent(2)
  await then(() => again.answers(202, stored(1)))
  expect(panel().getByRole('heading', { name: 'Added' })).toBeTruthy()
})

test('a broken line says that what arrived is kept, and trying again goes on', async () => {
  const upload = await hand(['a.pdf'])
  await then(() => upload.breaks())
  expect(panel().getByRole('heading', { name: 'Not everything arrived' })).toBeTruthy()
  expect(panel().getByText('The connection broke. What had arrived is kept.')).toBeTruthy()
  fireEvent.click(button('Try again'))
  expect(await panel().findByRole('heading', { name: 'Adding pages' })).toBeTruthy()
  expect(panel().queryByText('The connection broke. What had arrived is kept.')).toBeNull()
})

const refusals: [string, Problem, string][] = [
  ['no file', nothingToImport({}), 'The upload held no file.'],
  ['a film', fileTooLarge({ path: 'film.mov', limit_bytes: 5 }), '“film.mov” is larger than this server accepts.'],
  ['too many', tooManyFiles({ limit_files: 10 }), 'More files at once than this server accepts.'],
  ['a full disk', storageFull({}), 'The server has no room left. What arrived before is kept.'],
  ['a lost folder', collectionNotFound({ collection_id: 'x' }), 'This folder is no longer there. Choose another one.'],
]
test.each(refusals)('%s is refused in words a person can act on', async (_, { body }, words) => {
  const upload = await hand(['a.pdf'])
  await then(() => upload.answers(body.status, body))
  expect(panel().getByText(words)).toBeTruthy()
  expect(panel().getByRole('button', { name: 'Try again' })).toBeTruthy()
})

test('a fault of the server is told as one', async () => {
  const upload = await hand(['a.pdf'])
  await then(() => upload.answers(500, '<h1>oops</h1>'))
  expect(panel().getByText(/The server had a fault of its own/)).toBeTruthy()
})

test('a run that is over can be put away, one that is not cannot', async () => {
  const upload = await hand(['a.pdf'])
  expect(panel().queryByRole('button', { name: 'Hide' })).toBeNull()
  await then(() => upload.answers(202, stored(1)))
  fireEvent.click(button('Hide'))
  expect(screen.queryByRole('region', { name: 'Adding pages' })).toBeNull()
})

test('two runs stand side by side and do not mix', async () => {
  await hand(['a.pdf'])
  await then(() => intake.hand([aPicked('b.pdf')], { collectionId: null }))
  await sent(2)
  const [first, second] = uploads
  await then(() => second?.answers(202, stored(2)))
  expect(
    panel()
      .getAllByRole('heading')
      .map((heading) => heading.textContent),
  ).toEqual(['Adding pages', 'Added'])
  await then(() => first?.answers(202, stored(1)))
  expect(
    panel()
      .getAllByRole('link')
      .map((link) => link.textContent),
  ).toEqual(['Open “No. 1”', 'Open “No. 2”'])
})

test('the browser asks before a page is left that is still sending, and not afterwards', async () => {
  const upload = await hand(['a.pdf'])
  const leave = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))
  expect([isSending(), leave()]).toEqual([true, true])
  await then(() => upload.answers(202, stored(1)))
  expect([isSending(), leave()]).toEqual([false, false])
})

test('a session that cannot be renewed breaks the run, which can be tried again', async () => {
  session.signedIn(someTokens('old'))
  session.tokenRefused('old')
  server.isAway(refreshTokens)
  await show(IntakePanel)
  await then(() => intake.hand([aPicked('a.pdf')], { collectionId: null }))
  expect(await screen.findByText('The connection broke. What had arrived is kept.')).toBeTruthy()
  server.on(refreshTokens, () => someTokens('fresh'))
  fireEvent.click(button('Try again'))
  expect((await sent(1)).headers['Authorization']).toBe('Bearer fresh')
})
