import { getPage, pageText } from '@kinfolio/contracts'
import { passkeyRows } from './access/passkeys.ts'
import { auditRows } from './access/audit.ts'
import { noticesRows } from './access/notices.ts'
import { quotaRows } from './access/quotas.ts'
import { doorRows } from './access/doors.ts'
import { registerRows } from './access/register.ts'
import type { Row } from './access/row.ts'
import { spacesRows } from './access/spaces.ts'
import { otherDevicesRows } from './access/other-devices.ts'
import type { Holdings, World } from './access-world.ts'

const asOwner = async (world: World) => ({
  token: await world.signIn(world.people.owner),
  space: world.own.space_id,
})

/** A job that waits, since no worker runs. */
async function waitingJob(world: World): Promise<Partial<Holdings>> {
  const url = `/api/pages/${world.own.page_id}/read`
  const answer = await world.ask({ method: 'POST', url, json: {}, ...(await asOwner(world)) })
  return { job_id: answer.json()['job_id'] as Holdings['job_id'] }
}

async function cancelledJob(world: World): Promise<Partial<Holdings>> {
  const made = await waitingJob(world)
  await world.ask({ method: 'POST', url: `/api/jobs/${made.job_id}/cancel`, ...(await asOwner(world)) })
  return made
}

/** The page's version is asked for, because a correction names the one it saw. */
async function correction(world: World): Promise<object> {
  const url = getPage.path.replace(':page_id', world.own.page_id)
  const { page } = pageText.parse((await world.ask({ method: 'GET', url, ...(await asOwner(world)) })).json())
  return { version: page.version, lines: [{ text: 'tea, corrected', box: null }] }
}

const offlineReader = { engine: 'tesseract', model: '', base_url: null, languages: ['en'], names: [] }
const readerWithoutKey = { ...offlineReader, engine: 'claude', key: null }
const notesFile = { 'note.txt': 'not a document' }

/** For every route of the contracts: who may, and with what it is tried. A route without a row fails the tests. */
export const accessTable: Record<string, Row> = {
  getSetup: { for: 'everybody' },
  setUp: {
    for: 'everybody',
    answer: 409,
    json: () => ({ code: 'AAAA-BBBB-CCCC', name: 'Eve', email: 'eve@example.org', password: 'a long password' }),
  },
  login: { for: 'everybody', answer: 401, json: () => ({ email: 'eve@example.org', password: 'a long password' }) },
  refreshTokens: { for: 'everybody', answer: 401, json: () => ({ refresh_token: 'kfr_guessed' }) },
  logout: { for: 'signed in' },
  getMe: { for: 'signed in' },
  ...doorRows,
  ...registerRows,
  ...spacesRows,
  ...otherDevicesRows,
  ...noticesRows,
  ...quotaRows,

  listCollections: { for: 'look' },
  createCollection: { for: 'create folders', json: () => ({ title: 'New', parent_id: null }) },
  changeCollection: { for: 'change folders', json: () => ({ title: 'Letters' }) },
  listDocuments: { for: 'look' },
  getDocument: { for: 'look' },
  // What is found depends on the caller's spaces, and is tried in access-own.pg.test.ts.
  getDocumentSpace: {
    for: 'signed in',
    answer: 404,
    first: async (world) => ({ document_id: world.madeUp.document_id }),
  },
  changeDocument: { for: 'change documents', json: () => ({ title: 'Notes' }) },
  listPages: { for: 'look' },
  getPage: { for: 'look' },
  getDrawing: { for: 'look' },
  exportDocument: { for: 'look', query: { format: 'markdown' } },
  exportSpace: { for: 'export the space' },
  search: { for: 'look', query: { q: 'tea' } },
  uploadFiles: { for: 'import files', files: notesFile },
  addDemo: { for: 'import files' },

  listJobs: { for: 'look' },
  getJob: { for: 'look' },
  cancelJob: { for: 'cancel jobs', first: waitingJob },
  retryJob: { for: 'try jobs again', first: cancelledJob },

  getReaderSettings: { for: 'look' },
  putReaderSettings: { for: 'choose the reader', json: () => offlineReader },
  // Without a key there is nothing to try: nobody outside is asked, and who may is told what is missing.
  testReader: { for: 'choose the reader', json: () => readerWithoutKey, answer: 409 },
  getPageInk: { for: 'look' },
  readPage: { for: 'read pages', json: () => ({}) },
  readDocument: { for: 'read pages', json: () => ({}) },
  listReadings: { for: 'look' },
  correctPage: { for: 'correct a page', json: correction },
  restoreReading: { for: 'correct a page' },

  ...passkeyRows,
  ...auditRows,
}

/** Ids outside the address: where a route takes one, and what a stranger's is answered. */
export type Reference = { route: string; where: 'query' | 'json'; field: keyof Holdings | 'parent_id'; answer: number }

export const references: readonly Reference[] = [
  { route: 'handOverSpace', where: 'json', field: 'member_id', answer: 404 },
  { route: 'createCollection', where: 'json', field: 'parent_id', answer: 404 },
  { route: 'changeCollection', where: 'json', field: 'parent_id', answer: 404 },
  { route: 'changeDocument', where: 'json', field: 'collection_id', answer: 404 },
  { route: 'uploadFiles', where: 'query', field: 'collection_id', answer: 404 },
  // A list of what is not there is empty, whoever's it is.
  { route: 'listDocuments', where: 'query', field: 'collection_id', answer: 200 },
  { route: 'listJobs', where: 'query', field: 'parent_id', answer: 200 },
  { route: 'search', where: 'query', field: 'collection_id', answer: 200 },
  { route: 'search', where: 'query', field: 'document_id', answer: 200 },
]
